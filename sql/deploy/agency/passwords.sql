-- SPDX-License-Identifier: Apache-2.0
-- What the local issuer knows of a person: login and hash. And how often somebody tried.
begin;

-- login is unique here although users.email is unique only among verified ones: a password belongs to one account.
create table internal.passwords (
    user_id uuid primary key references public.users (id) on delete cascade,
    login public.email_address not null,
    hash text not null check (length(hash) between 20 and 200),
    changed_at timestamptz not null default app.now(),
    constraint passwords_email_key unique (login)
);
comment on column internal.passwords.hash is 'argon2id, with its own costs and salt';
grant select, insert, update, delete on internal.passwords to stagefy_definer;

-- An attempt counts before its outcome is known, so that a hundred at once are a hundred; success takes it back.
create table internal.throttles (
    kind text not null check (kind in ('account', 'address')),
    subject text not null,
    attempts int not null,
    last_at timestamptz not null,
    primary key (kind, subject)
);
create index throttles_age on internal.throttles (last_at);
grant select, insert, update, delete on internal.throttles to stagefy_definer;

set role stagefy_definer;

-- Whose attempts an address counts for: an IPv6 customer has a /64.
create function internal.throttled_address(p_address inet) returns text
language sql immutable as $$
    select host(network(set_masklen(p_address, case family(p_address) when 4 then 32 else 64 end)))
$$;

-- Counts one attempt. p_free attempts cost nothing; then each asks for a pause since the last one: 1 s, 2 s, 4 s … up to
-- 15 minutes. A day without any forgets. Raises SF429, which counts nothing.
create function internal.count_attempt(p_kind text, p_subject text, p_free int) returns void
language plpgsql volatile as $$
declare
    seen internal.throttles;
    free_at timestamptz;
begin
    insert into internal.throttles as t (kind, subject, attempts, last_at) values (p_kind, p_subject, 0, app.now())
    on conflict (kind, subject) do update set attempts = t.attempts
    returning * into seen;
    if seen.last_at < app.now() - interval '1 day' then
        seen.attempts := 0;
    end if;
    if seen.attempts >= p_free then
        free_at := seen.last_at + least(power(2, least(seen.attempts - p_free, 10)), 900) * interval '1 second';
        if free_at > app.now() then
            perform app.fail('SF429', 'too many attempts', jsonb_build_object('retry_after',
                ceil(extract(epoch from free_at - app.now()))::int));
        end if;
    end if;
    update internal.throttles t set attempts = seen.attempts + 1, last_at = app.now()
    where t.kind = p_kind and t.subject = p_subject;
end
$$;

-- Contract: counts an attempt to prove a password for p_email from p_address; raises SF429 with retry_after.
create function agency.throttle_check(p_email text, p_address inet) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.count_attempt('account', lower(p_email), 5);
    if p_address is not null then
        perform internal.count_attempt('address', internal.throttled_address(p_address), 50);
    end if;
end
$$;

-- Contract: the attempt was right: the account starts anew, the address gets its attempt back.
create function agency.throttle_clear(p_email text, p_address inet) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from internal.throttles t where t.kind = 'account' and t.subject = lower(p_email);
    update internal.throttles t set attempts = greatest(t.attempts - 1, 0)
    where t.kind = 'address' and t.subject = internal.throttled_address(p_address);
end
$$;

-- Contract: first trip of a sign-in. Counts the attempt (SF429) and answers user and hash of p_email; NULLs when nobody
-- has that login. A wrong password needs no second trip: the attempt is counted.
create function agency.password_for(p_email text, p_address inet, out user_id uuid, out hash text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform agency.throttle_check(p_email, p_address);
    select p.user_id, p.hash into user_id, hash from internal.passwords p where p.login = lower(p_email);
end
$$;

-- Contract: the same for the caller, before it may set another one; NULL when it has none.
create function agency.own_password(p_address inet, out hash text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine text;
begin
    select p.login, p.hash into mine, hash from internal.passwords p where p.user_id = app.user_id();
    if mine is not null then
        perform agency.throttle_check(mine, p_address);
    end if;
end
$$;

-- Contract: the caller's new hash; ends its sessions but p_session. Raises SF404 when the caller has no password.
create function agency.set_password(p_hash text, p_session uuid, p_address inet) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine text;
begin
    update internal.passwords p set hash = p_hash, changed_at = app.now() where p.user_id = app.user_id()
    returning p.login into mine;
    if mine is null then
        perform app.fail('SF404', 'this account has no password here');
    end if;
    perform agency.throttle_clear(mine, p_address);
    update internal.sessions s set ended_at = app.now(), end_reason = 'password_changed'
    where s.user_id = app.user_id() and s.ended_at is null and s.id is distinct from p_session;
end
$$;

-- Contract: for the operator's command, not for workers: gives the user with p_email (verified, else the only one) this
-- hash, login included; ends its sessions. Answers the user; raises SF404 or SF409.
create function agency.give_password(p_email text, p_hash text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    found uuid;
    alike int;
begin
    select u.id, count(*) over () into found, alike from public.users u where u.email = lower(p_email)
    order by u.email_verified desc limit 1;
    if found is null then
        perform app.fail('SF404', 'nobody has this e-mail');
    elsif alike > 1 and not (select u.email_verified from public.users u where u.id = found) then
        perform app.fail('SF409', 'several users have this e-mail and none has verified it');
    end if;
    insert into internal.passwords (user_id, login, hash) values (found, lower(p_email), p_hash)
    on conflict (user_id) do update set login = excluded.login, hash = excluded.hash, changed_at = app.now();
    update internal.sessions s set ended_at = app.now(), end_reason = 'password_changed'
    where s.user_id = found and s.ended_at is null;
    return found;
end
$$;

grant execute on function agency.throttle_check(text, inet), agency.throttle_clear(text, inet),
    agency.password_for(text, inet), agency.own_password(inet), agency.set_password(text, uuid, inet) to stagefy_api;
grant execute on function agency.give_password(text, text) to stagefy_owner;

reset role;

commit;

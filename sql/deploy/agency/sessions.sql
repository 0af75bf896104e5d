-- SPDX-License-Identifier: Apache-2.0
-- Sign-ins of the local issuer: one row per family of refresh tokens. Its id is the sid of the access tokens, and
-- app.authenticate asks for the live row, so signing out is immediate.
begin;

create table internal.sessions (
    id uuid primary key,
    user_id uuid not null references public.users (id) on delete cascade,
    created_at timestamptz not null default app.now(),
    last_used_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text check (end_reason in ('signed_out', 'reused', 'password_changed', 'revoked')),
    address inet,
    user_agent text check (length(user_agent) <= 400)
);
create index sessions_user on internal.sessions (user_id, created_at desc);
create index sessions_expiry on internal.sessions (expires_at);

-- Every refresh token that a family ever had: only so does an old one that turns up again tell of a thief.
create table internal.refresh_tokens (
    hash bytea primary key check (length(hash) = 32),
    session_id uuid not null references internal.sessions (id) on delete cascade,
    made_at timestamptz not null default app.now(),
    used_at timestamptz
);
comment on column internal.refresh_tokens.hash is 'SHA-256 of the token';
create index refresh_tokens_session on internal.refresh_tokens (session_id);

grant select, insert, update, delete on internal.sessions, internal.refresh_tokens to stagefy_definer;

set role stagefy_definer;

-- Contract: second trip of a sign-in, after C proved the password. Makes the session p_session with its first refresh
-- token, good for p_seconds and at most 180 days, and forgets the counted attempts; p_new_hash, if not NULL, replaces a hash whose costs are
-- out of date. Answers what the response shows. Raises SF401 when the user is not active.
create function agency.open_session(p_user uuid, p_session uuid, p_token_hash bytea, p_seconds int, p_address inet,
    p_user_agent text, p_new_hash text, out user_id uuid, out email text, out full_name text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    used_login text;
begin
    select u.id, u.email, u.full_name into user_id, email, full_name
    from public.users u where u.id = p_user and u.is_active;
    if user_id is null then
        perform app.fail('SF401', 'this account is not active');
    end if;
    insert into internal.sessions (id, user_id, expires_at, address, user_agent)
    values (p_session, p_user, app.now() + least(make_interval(secs => p_seconds), interval '180 days'), p_address, left(p_user_agent, 400));
    insert into internal.refresh_tokens (hash, session_id) values (p_token_hash, p_session);
    select p.login into used_login from internal.passwords p where p.user_id = p_user;
    if used_login is not null then
        perform agency.throttle_clear(used_login, p_address);
    end if;
    if p_new_hash is not null then
        update internal.passwords p set hash = p_new_hash where p.user_id = p_user;
    end if;
end
$$;

-- Contract: exchanges the refresh token p_token_hash for p_new_hash. state:
--   rotated   a new token is in force, good for p_seconds from now and at most 180 days from the sign-in
--   repeated  the token was used within the last 10 seconds, by another tab: nothing changes, keep the cookie
--   reused    the token was used before that: somebody has a copy. The family has been ended
--   unknown   no such token, or its session has ended, expired, or the user is not active
-- A verdict, not an error: an error would undo the ending. Session and user are filled for the first two only.
create function agency.rotate_session(p_token_hash bytea, p_new_hash bytea, p_seconds int, p_address inet, p_user_agent text,
    out state text, out session_id uuid, out user_id uuid, out email text, out full_name text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    token internal.refresh_tokens;
    family internal.sessions;
begin
    state := 'unknown';
    select t.* into token from internal.refresh_tokens t where t.hash = p_token_hash for update;
    if not found then
        return;
    end if;
    select s.* into family from internal.sessions s where s.id = token.session_id for update;
    if family.ended_at is not null or family.expires_at <= app.now()
       or not exists (select from public.users u where u.id = family.user_id and u.is_active) then
        return;
    end if;
    if token.used_at <= app.now() - interval '10 seconds' then
        update internal.sessions s set ended_at = app.now(), end_reason = 'reused' where s.id = family.id;
        state := 'reused';
        return;
    end if;
    state := 'repeated';
    if token.used_at is null then
        state := 'rotated';
        update internal.refresh_tokens t set used_at = app.now() where t.hash = p_token_hash;
        insert into internal.refresh_tokens (hash, session_id) values (p_new_hash, family.id);
        update internal.sessions s
        set last_used_at = app.now(), address = p_address, user_agent = left(p_user_agent, 400),
            expires_at = least(app.now() + make_interval(secs => p_seconds), s.created_at + interval '180 days')
        where s.id = family.id;
    end if;
    select family.id, u.id, u.email, u.full_name into session_id, user_id, email, full_name
    from public.users u where u.id = family.user_id;
end
$$;

-- Contract: ends one of the caller's own sessions; false when it has no such live one.
create function agency.end_session(p_session uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update internal.sessions s set ended_at = app.now(),
        end_reason = 'revoked'
    where s.id = p_session and s.user_id = app.user_id() and s.ended_at is null;
    return found;
end
$$;

-- Contract: signs out whoever holds this refresh token, live access token or not. Silent when there is nobody.
create function agency.sign_out(p_token_hash bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update internal.sessions s set ended_at = app.now(), end_reason = 'signed_out'
    from internal.refresh_tokens t
    where t.hash = p_token_hash and s.id = t.session_id and s.ended_at is null;
end
$$;

-- Contract: the caller's live sessions, newest first.
create function agency.sessions()
returns table (id uuid, created_at timestamptz, last_used_at timestamptz, expires_at timestamptz, address inet,
               user_agent text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select s.id, s.created_at, s.last_used_at, s.expires_at, s.address, s.user_agent from internal.sessions s
    where s.user_id = app.user_id() and s.ended_at is null and s.expires_at > app.now()
    order by s.created_at desc, s.id desc;
end
$$;

grant execute on function agency.open_session(uuid, uuid, bytea, int, inet, text, text),
    agency.rotate_session(bytea, bytea, int, inet, text), agency.end_session(uuid), agency.sign_out(bytea),
    agency.sessions() to stagefy_api;

reset role;

commit;

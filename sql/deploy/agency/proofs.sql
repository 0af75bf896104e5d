-- SPDX-License-Identifier: Apache-2.0
-- Links by mail that prove whose an address is: for a forgotten password, for the address of an account.
begin;

create table internal.proofs (
    token_hash bytea primary key check (length(token_hash) = 32),
    user_id uuid not null references public.users (id) on delete cascade,
    purpose text not null check (purpose in ('password', 'email')),
    email public.email_address not null,
    made_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    used_at timestamptz
);
comment on column internal.proofs.token_hash is 'SHA-256 of the token, which is in the mail alone';
comment on column internal.proofs.email is 'where the mail went: what using it proves';
create index proofs_user on internal.proofs (user_id, purpose, made_at);
create index proofs_expiry on internal.proofs (expires_at);
grant select, insert, update, delete on internal.proofs to stagefy_definer;

-- proof: mails asked for, by the address that they would go to. prover: by the address that asks, and links tried there.
alter table internal.throttles drop constraint throttles_kind_check;
alter table internal.throttles add constraint throttles_kind_check check (kind in ('account', 'address', 'proof', 'prover'));

set role stagefy_definer;

-- What is kept of a token.
create function internal.token_hash(p_token text) returns bytea
language sql immutable as $$ select sha256(convert_to(p_token, 'utf8')) $$;

create function internal.count_proof(p_email text, p_address inet) returns void
language plpgsql volatile as $$
begin
    if p_email is not null then
        perform internal.count_attempt('proof', lower(p_email), 3);
    end if;
    if p_address is not null then
        perform internal.count_attempt('prover', internal.throttled_address(p_address), 30);
    end if;
end
$$;

-- Contract: somebody says to have forgotten the password of p_email. Counts it (SF429) and leaves the rest to a job, so that
-- the answer and its time are the same whether there is such an account or not.
create function agency.ask_reset(p_email text, p_address inet) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.count_proof(p_email, p_address);
    perform work.enqueue_platform('agency.offer_reset', jsonb_build_object('email', lower(p_email)),
                                  encode(sha256(convert_to(lower(p_email), 'utf8')), 'hex'));
end
$$;

-- Contract: mails a link with p_token, good once and for an hour, to the account with that login; nothing when there is none,
-- or when its last five hours saw ten links.
create function agency.offer_reset(p_email text, p_token text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    person record;
begin
    select u.id, u.full_name, p.login, mail.language(u.locale, a.locale) as language into person
    from internal.passwords p join public.users u on u.id = p.user_id left join public.agencies a on a.id = u.last_agency_id
    where p.login = lower(p_email) and u.is_active;
    if person.id is null or (select count(*) from internal.proofs f
                             where f.user_id = person.id and f.purpose = 'password' and f.made_at > app.now() - interval '5 hours') >= 10 then
        return;
    end if;
    insert into internal.proofs (token_hash, user_id, purpose, email, expires_at)
    values (internal.token_hash(p_token), person.id, 'password', person.login, app.now() + interval '1 hour');
    perform mail.enqueue_platform('password', person.language, person.login, person.full_name,
                                  jsonb_build_object('email', person.login, 'link', '/reset#' || p_token));
end
$$;

-- The live proof with that token, locked. Raises SF410: unknown, used and expired are one answer.
create function internal.live_proof(p_token_hash bytea, p_purpose text) returns internal.proofs
language plpgsql volatile as $$
declare
    found internal.proofs;
begin
    select f.* into found from internal.proofs f join public.users u on u.id = f.user_id and u.is_active
    where f.token_hash = p_token_hash and f.purpose = p_purpose and f.used_at is null and f.expires_at > app.now()
    for update of f;
    if found.user_id is null then
        perform app.fail('SF410', 'this link was used, or has expired');
    end if;
    return found;
end
$$;

-- Contract: first trip of setting a new password: whose it would be. Counts the attempt by address (SF429); raises SF410.
create function agency.check_reset(p_token_hash bytea, p_address inet) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.count_proof(null, p_address);
    return (internal.live_proof(p_token_hash, 'password')).email;
end
$$;

-- Who has read a mail has its address, unless another account has proved it first.
create function internal.verify_email(p_user uuid, p_email text) returns void
language plpgsql volatile as $$
begin
    update public.users u set email_verified = true
    where u.id = p_user and u.email = p_email and not u.email_verified
      and not exists (select from public.users o where o.email = p_email and o.email_verified and o.id <> p_user);
    update public.identities i set email_verified = u.email_verified
    from public.users u where u.id = p_user and i.user_id = p_user and i.issuer = 'local' and i.email = p_email;
end
$$;

-- Contract: second trip: p_hash is the password of the account that the token was mailed to. All its sessions end, all its
-- links too; waiting after wrong passwords ends. Raises SF410.
create function agency.reset_password(p_token_hash bytea, p_hash text, p_address inet) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    proof internal.proofs := internal.live_proof(p_token_hash, 'password');
begin
    perform app.set_context(null, proof.user_id, null, null, app.request_id(), p_address);
    update internal.passwords p set hash = p_hash, changed_at = app.now() where p.user_id = proof.user_id and p.login = proof.email;
    if not found then
        perform app.fail('SF410', 'this link was used, or has expired');
    end if;
    update internal.proofs f set used_at = app.now() where f.user_id = proof.user_id and f.purpose = 'password' and f.used_at is null;
    update internal.sessions s set ended_at = app.now(), end_reason = 'password_changed'
    where s.user_id = proof.user_id and s.ended_at is null;
    perform internal.verify_email(proof.user_id, proof.email);
    perform agency.throttle_clear(proof.email, p_address);
end
$$;

-- Mails a link, good once and for a day, that makes p_email the proved address of p_user.
create function internal.offer_email(p_user uuid, p_email text, p_token text) returns void
language plpgsql volatile as $$
begin
    insert into internal.proofs (token_hash, user_id, purpose, email, expires_at)
    values (internal.token_hash(p_token), p_user, 'email', lower(p_email), app.now() + interval '1 day');
    perform mail.enqueue_platform('confirm', mail.language(u.locale, a.locale), lower(p_email), u.full_name,
                                  jsonb_build_object('email', lower(p_email), 'link', '/confirm#' || p_token))
    from public.users u left join public.agencies a on a.id = u.last_agency_id where u.id = p_user;
end
$$;

-- Contract: mails the caller a link to confirm the address of its account; SF409 when that is confirmed, SF404 when the
-- account has no password here: then its issuer confirms addresses. SF429.
create function agency.ask_confirmation(p_token text, p_address inet) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine record;
begin
    select u.email, u.email_verified, p.login into mine
    from public.users u left join internal.passwords p on p.user_id = u.id where u.id = app.user_id();
    if mine.login is null then
        perform app.fail('SF404', 'this account has no password here');
    elsif mine.email_verified then
        perform app.fail('SF409', 'this address is confirmed already');
    end if;
    perform internal.count_proof(mine.login, p_address);
    perform internal.offer_email(app.user_id(), mine.login, p_token);
end
$$;

-- Contract: the same for the account that this transaction has made; asking for that was counted.
create function agency.first_confirmation(p_token text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.offer_email(u.id, u.email, p_token) from public.users u
    where u.id = app.user_id() and not u.email_verified and u.created_at = app.now();
end
$$;

-- Contract: the caller, who has just proved its password, wants p_email as its address: it gets a link there, and until that
-- is used nothing changes. Whether somebody has that address already is said to nobody. SF429.
create function agency.ask_email(p_email text, p_token text, p_address inet) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.count_proof(p_email, p_address);
    perform agency.throttle_clear(p.login, p_address) from internal.passwords p where p.user_id = app.user_id();
    perform internal.offer_email(app.user_id(), p_email, p_token);
end
$$;

-- Contract: the address that the token was mailed to is the account's, for signing in too; the address before, if it is
-- another one and was proved, is told. Other links of the account end. Answers the address. Raises SF410, SF429; SF409 when another account
-- has that address.
create function agency.confirm_email(p_token_hash bytea, p_address inet) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    proof internal.proofs;
    before record;
begin
    perform internal.count_proof(null, p_address);
    proof := internal.live_proof(p_token_hash, 'email');
    perform app.set_context(null, proof.user_id, null, null, app.request_id(), p_address);
    select u.email, u.email_verified, u.full_name, mail.language(u.locale, a.locale) as language into before
    from public.users u left join public.agencies a on a.id = u.last_agency_id where u.id = proof.user_id;
    if exists (select from public.users o where o.email = proof.email and o.email_verified and o.id <> proof.user_id)
       or exists (select from internal.passwords p where p.login = proof.email and p.user_id <> proof.user_id) then
        perform app.fail('SF409', 'another account has this address');
    end if;
    update internal.proofs f set used_at = app.now() where f.user_id = proof.user_id and f.used_at is null;
    update public.users u set email = proof.email, email_verified = true where u.id = proof.user_id;
    update internal.passwords p set login = proof.email where p.user_id = proof.user_id;
    update public.identities i set email = proof.email, email_verified = true where i.user_id = proof.user_id and i.issuer = 'local';
    if before.email <> proof.email and before.email_verified then
        perform mail.enqueue_platform('address_changed', before.language, before.email, before.full_name,
                                      jsonb_build_object('email', proof.email));
    end if;
    return proof.email;
end
$$;

-- Contract: mails the invitation p_id of the caller's agency, whose token is p_token, in the language of the agency. Answers
-- whether it goes out: not when too many did today. In the transaction that makes the invitation.
create function agency.mail_invitation(p_id uuid, p_token text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    offer record;
begin
    select i.token_hash, i.email, i.role, a.name, a.locale, coalesce(m.display_name, u.full_name, a.name) as inviter,
           case when u.email_verified then u.email end as reply_to
    into offer
    from public.invitations i join public.agencies a on a.id = i.agency_id
    join public.users u on u.id = i.owner_id join public.memberships m on m.agency_id = i.agency_id and m.user_id = i.owner_id
    where i.agency_id = app.agency_id() and i.id = p_id and i.owner_id = app.user_id();
    if offer.token_hash is distinct from internal.token_hash(p_token) then
        perform app.fail('SF404', 'no such invitation');
    end if;
    return mail.enqueue('invitation', mail.language(offer.locale), offer.email, null,
                        jsonb_build_object('agency', offer.name, 'inviter', offer.inviter, 'link', '/invitation#' || p_token),
                        case offer.role when 'owner' then 'owners' else 'managers' end, offer.name, offer.reply_to) = 'queued';
end
$$;

grant execute on function agency.ask_reset(text, inet), agency.check_reset(bytea, inet), agency.reset_password(bytea, text, inet),
    agency.ask_confirmation(text, inet), agency.first_confirmation(text), agency.ask_email(text, text, inet), agency.confirm_email(bytea, inet),
    agency.mail_invitation(uuid, text) to stagefy_api;
grant execute on function agency.offer_reset(text, text) to stagefy_jobs;

-- The words of these mails.
insert into internal.mail_templates (name, language, subject, body) values
('invitation', 'en', '{agency} invites you', $words$Hello,

{inviter} invites you to work with {agency}.

-> Accept the invitation | {link}

The link is good for 7 days, for one person. Do not pass it on.

-- You get this mail because somebody at {agency} entered your address. If you do not know them, leave it: nothing happens without you.$words$),
('invitation', 'fr', '{agency} vous invite', $words$Bonjour,

{inviter} vous invite à rejoindre {agency}.

-> Accepter l’invitation | {link}

Le lien est valable 7 jours, pour une seule personne. Ne le transmettez pas.

-- Vous recevez ce message parce qu’une personne de {agency} a saisi votre adresse. Si vous ne la connaissez pas, ignorez-le : rien ne se fera sans vous.$words$),
('password', 'en', 'Choose a new password', $words$Hello,

Somebody, probably you, has forgotten the password of the account {email}.

-> Choose a new password | {link}

The link is good for one hour and works once. The new password signs you out everywhere.

-- If that was not you, leave this mail: your password stays as it is.$words$),
('password', 'fr', 'Choisissez un nouveau mot de passe', $words$Bonjour,

Quelqu’un, sans doute vous, a oublié le mot de passe du compte {email}.

-> Choisir un nouveau mot de passe | {link}

Le lien est valable une heure et ne sert qu’une fois. Le nouveau mot de passe ferme toutes vos sessions.

-- Si ce n’était pas vous, ignorez ce message : votre mot de passe ne change pas.$words$),
('confirm', 'en', 'Confirm your address', $words$Hello,

Please confirm that {email} is your address.

-> Confirm the address | {link}

The link is good for 24 hours.

-- If you made no account and changed no address, leave this mail: nothing happens without you.$words$),
('confirm', 'fr', 'Confirmez votre adresse', $words$Bonjour,

Merci de confirmer que {email} est bien votre adresse.

-> Confirmer l’adresse | {link}

Le lien est valable 24 heures.

-- Si vous n’avez ni créé de compte ni changé d’adresse, ignorez ce message : rien ne se fera sans vous.$words$),
('address_changed', 'en', 'Your address was changed', $words$Hello,

The address of your account is now {email}. Sign in with it from now on.

-- If that was not you, ask an admin of your agency for help at once.$words$),
('address_changed', 'fr', 'Votre adresse a été changée', $words$Bonjour,

L’adresse de votre compte est désormais {email}. Utilisez-la pour vous connecter.

-- Si ce n’était pas vous, prévenez tout de suite un administrateur de votre agence.$words$);

reset role;

commit;

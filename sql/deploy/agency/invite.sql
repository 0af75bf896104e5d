-- SPDX-License-Identifier: Apache-2.0
-- Inviting, looking at an invitation, accepting it.
begin;

set role stagefy_definer;

-- Contract: invites p_email into the caller's agency as p_role, under the id p_id; p_token_hash is the SHA-256 of the
-- token that the answer shows once. An open invitation for the same address is taken back. Answers when it expires.
-- Raises SF403 when the caller may not, SF409 when a live member has that e-mail.
create function agency.invite(p_id uuid, p_email text, p_role text, p_token_hash bytea) returns timestamptz
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    ends timestamptz;
begin
    if app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner invites', '{"needs": "admin"}');
    elsif p_role = 'owner' and app.role() <> 'owner' then
        perform app.fail('SF403', 'only an owner makes an owner', '{"needs": "owner"}');
    end if;
    if exists (select from public.memberships m join public.users u on u.id = m.user_id
               where m.agency_id = app.agency_id() and m.left_at is null and u.email = lower(p_email)) then
        perform app.fail('SF409', 'is a member already', '{"pointer": "/email", "code": "not_unique"}');
    end if;
    update public.invitations i set revoked_at = app.now()
    where i.agency_id = app.agency_id() and i.email = lower(p_email) and i.accepted_at is null and i.revoked_at is null;
    insert into public.invitations (id, agency_id, owner_id, email, role, token_hash)
    values (p_id, app.agency_id(), app.user_id(), lower(p_email), p_role, p_token_hash)
    returning expires_at into ends;
    return ends;
end
$$;

-- Contract: what the holder of a token may know before signing in. Raises SF404 for an unknown token, SF410 for one that
-- was used, taken back or has expired.
create function agency.preview_invitation(p_token_hash bytea,
    out agency_id uuid, out agency_name text, out email text, out role text, out expires_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    is_open boolean;
begin
    select i.agency_id, a.name, i.email, i.role, i.expires_at,
           i.accepted_at is null and i.revoked_at is null and i.deleted_at is null and i.expires_at > app.now()
    into agency_id, agency_name, email, role, expires_at, is_open
    from public.invitations i join public.agencies a on a.id = i.agency_id
    where i.token_hash = p_token_hash;
    if is_open is null then
        perform app.fail('SF404', 'no such invitation');
    elsif not is_open then
        perform app.fail('SF410', 'this invitation is no longer open');
    end if;
end
$$;

-- Contract: p_user takes the invitation: a new membership, or the one that it left comes back. As preview_invitation
-- raises; SF409 when it is a member already. Whoever holds the token may: the link can be copied.
create function agency.take_invitation(p_token_hash bytea, p_user uuid, out agency_id uuid, out role text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform 1 from public.invitations i where i.token_hash = p_token_hash for update;
    select v.agency_id, v.role into agency_id, role from agency.preview_invitation(p_token_hash) v;
    insert into public.memberships as m (agency_id, user_id, role) values (take_invitation.agency_id, p_user, take_invitation.role)
    on conflict on constraint memberships_user_id_key do update
    set role = excluded.role, left_at = null where m.left_at is not null;
    if not found then
        perform app.fail('SF409', 'you are a member already', '{"code": "already-member"}');
    end if;
    update public.invitations i set accepted_at = app.now() where i.token_hash = p_token_hash;
    update public.users u set last_agency_id = take_invitation.agency_id where u.id = p_user;
end
$$;

-- Contract: the same for the caller.
create function agency.accept_invitation(p_token_hash bytea, out agency_id uuid, out role text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if app.user_id() is null then
        perform app.fail('SF401', 'sign in first');
    end if;
    select t.agency_id, t.role into agency_id, role from agency.take_invitation(p_token_hash, app.user_id()) t;
end
$$;

-- Contract: makes a person of the local issuer, with password and first session, in one trip; with p_invitation
-- (SHA-256 of a token) a member of that agency, otherwise the owner of a new one called p_agency_name, else by the
-- person's name. Ids and hashes come from C. The e-mail stays unverified: nobody has proved it.
-- Sets the context to the new person, so that what follows in the transaction acts as that person.
-- Raises SF409 /email not_unique when the login is taken; as take_invitation raises.
create function agency.sign_up(p_user uuid, p_email text, p_hash text, p_full_name text, p_agency_name text, p_locale text,
    p_invitation bytea, p_session uuid, p_token_hash bytea, p_seconds int, p_address inet, p_user_agent text,
    out user_id uuid, out email text, out full_name text, out agency_id uuid, out role text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    done text := app.set_context(null, p_user, null, null, app.request_id(), p_address);
begin
    if exists (select from internal.passwords p where p.login = lower(p_email)) then
        perform app.fail('SF409', 'is already taken', '{"pointer": "/email", "code": "not_unique"}');
    end if;
    insert into public.users (id, email, full_name, locale) values (p_user, lower(p_email), p_full_name, p_locale);
    insert into public.identities (user_id, issuer, subject, email) values (p_user, 'local', p_user::text, lower(p_email));
    insert into internal.passwords (user_id, login, hash) values (p_user, lower(p_email), p_hash);
    if p_invitation is not null then
        select t.agency_id, t.role into agency_id, role from agency.take_invitation(p_invitation, p_user) t;
    else
        agency_id := agency.make_agency(coalesce(p_agency_name, p_full_name, split_part(p_email, '@', 1)), p_user, p_locale);
        role := 'owner';
    end if;
    select o.user_id, o.email, o.full_name into user_id, email, full_name
    from agency.open_session(p_user, p_session, p_token_hash, p_seconds, p_address, p_user_agent, null) o;
    done := app.set_context(agency_id, p_user, role, 'all', app.request_id(), p_address);
end
$$;

grant execute on function agency.invite(uuid, text, text, bytea), agency.preview_invitation(bytea),
    agency.accept_invitation(bytea),
    agency.sign_up(uuid, text, text, text, text, text, bytea, uuid, bytea, int, inet, text) to stagefy_api;

reset role;

-- DELETE of an invitation takes it back.
create function agency.revoke_invitation() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.deleted_at is not null and old.deleted_at is null then
        new.revoked_at := coalesce(new.revoked_at, app.now());
    end if;
    return new;
end
$$;
create trigger revoke before update of deleted_at on public.invitations
    for each row execute function agency.revoke_invitation();

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What the operator's command asks: stagefy users, token, admin. Not for workers: only stagefy_owner may call these.
begin;

set role stagefy_definer;

-- Contract: every live membership with the person's e-mail, the agency's slug and the role; a platform admin without one
-- stands there with slug '-' and role 'platform'.
create function agency.people() returns table (email text, slug text, role text, has_password boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select u.email::text, coalesce(a.slug, '-'), coalesce(m.role::text, 'platform'),
           exists (select from internal.passwords p where p.user_id = u.id)
    from public.users u
    left join public.memberships m on m.user_id = u.id and m.left_at is null
    left join public.agencies a on a.id = m.agency_id
    where m.id is not null or u.role = 'admin'
    order by 2, 1, 3;
end
$$;

-- Contract: a session of the local issuer for the user with p_email (verified, else the only one), made without a
-- password; with p_slug, that agency becomes the one it works in. Answers the user. Raises SF404, SF409.
create function agency.open_session_for(p_email text, p_slug text, p_session uuid, p_seconds int) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    found uuid;
    alike int;
    verified boolean;
    tenant uuid;
begin
    select u.id, count(*) over (), u.email_verified into found, alike, verified from public.users u
    where u.email = lower(p_email) order by u.email_verified desc limit 1;
    if found is null then
        perform app.fail('SF404', 'nobody has this e-mail');
    elsif alike > 1 and not verified then
        perform app.fail('SF409', 'several users have this e-mail and none has verified it');
    end if;
    if p_slug is not null then
        select a.id into tenant from public.agencies a join internal.entrances e on e.agency_id = a.id and e.user_id = found
        where a.slug = p_slug;
        if tenant is null then
            perform app.fail('SF404', 'this person is no member of that agency');
        end if;
        update public.users u set last_agency_id = tenant where u.id = found;
    end if;
    insert into internal.sessions (id, user_id, expires_at, user_agent)
    values (p_session, found, app.now() + make_interval(secs => p_seconds), 'stagefy token');
    return found;
end
$$;

-- Contract: makes the user with p_email (verified, else the only one) a platform admin, or takes that back. Raises SF404.
create function agency.set_platform_admin(p_email text, p_is_admin boolean) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    found uuid;
begin
    select u.id into found from public.users u where u.email = lower(p_email) order by u.email_verified desc limit 1;
    if found is null then
        perform app.fail('SF404', 'nobody has this e-mail');
    end if;
    update public.users u set role = case when p_is_admin then 'admin' else 'agent' end where u.id = found;
    return found;
end
$$;

grant execute on function agency.people(), agency.open_session_for(text, text, uuid, int),
    agency.set_platform_admin(text, boolean) to stagefy_owner;

reset role;

commit;

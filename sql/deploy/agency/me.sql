-- SPDX-License-Identifier: Apache-2.0
-- GET /api/me, and what else a person may know beyond its row.
begin;

set role stagefy_definer;

-- Contract: the caller, its membership in the agency of the context (NULLs without one) and every agency that it may
-- enter, as [{"id", "slug", "name", "role"}] by name. No row when nobody is signed in.
create function agency.me()
returns table (id uuid, email text, email_verified boolean, full_name text, username text, phone text, avatar_url text,
    brokerage text, market text, use_case text, role text, locale text, preferences jsonb, last_agency_id uuid,
    created_at timestamptz, version int, membership_id uuid, membership_role text, membership_display_name text,
    membership_avatar_url text, agencies json)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select u.id, u.email::text, u.email_verified, u.full_name, u.username, u.phone::text, u.avatar_url, u.brokerage, u.market,
           u.use_case::text, u.role::text, u.locale::text, u.preferences, u.last_agency_id, u.created_at, u.version,
           m.id, m.role::text, m.display_name, m.avatar_url,
           (select coalesce(json_agg(json_build_object('id', a.id, 'slug', a.slug, 'name', a.name, 'role', e.role)
                                     order by a.name, a.id), '[]')
            from internal.entrances e join public.agencies a on a.id = e.agency_id where e.user_id = u.id)
    from public.users u
    left join public.memberships m on m.agency_id = app.agency_id() and m.user_id = u.id and m.left_at is null
    where u.id = app.user_id();
end
$$;

-- Contract: the e-mail of p_user, a colleague in the caller's agency, for its admins and owners, platform admins, and for
-- the person itself; NULL for everybody else.
create function agency.member_email(p_user uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if p_user is distinct from app.user_id()
       and (not coalesce(app.writes_all(), false)
            or not exists (select from public.memberships m where m.agency_id = app.agency_id() and m.user_id = p_user)) then
        return null;
    end if;
    return (select u.email from public.users u where u.id = p_user);
end
$$;

grant execute on function agency.me(), agency.member_email(uuid) to stagefy_api;

-- last_agency_id is the caller's to choose, among the agencies that it may enter.
create function agency.check_last_agency() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.last_agency_id is not null and not exists (
        select from internal.entrances e where e.user_id = new.id and e.agency_id = new.last_agency_id) then
        perform app.fail('SF422', 'is none of your agencies', '{"pointer": "/last_agency_id", "code": "not_found"}');
    end if;
    return new;
end
$$;
grant execute on function agency.check_last_agency() to stagefy_owner;

reset role;

create trigger last_agency before update of last_agency_id on public.users
    for each row when (new.last_agency_id is distinct from old.last_agency_id)
    execute function agency.check_last_agency();

commit;

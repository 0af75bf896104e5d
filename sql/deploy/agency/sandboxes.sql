-- SPDX-License-Identifier: Apache-2.0
-- The sandbox of an agency: a twin, an agency of its own, where programs are tried with test keys (sfy_test_…). Made with
-- the first of them. Its members are those of the agency, so that records can be theirs, but nobody enters by that: only
-- app.authenticate_key leads there, by the member's entrance to the agency itself.
begin;

alter table public.agencies add column sandbox_of uuid;
alter table public.agencies add constraint agencies_sandbox_of_key unique (sandbox_of);
alter table public.agencies add constraint agencies_sandbox_of_fkey foreign key (sandbox_of) references public.agencies (id);
comment on column public.agencies.sandbox_of is 'NULL but for sandboxes: the agency that this one is the twin of';

set role stagefy_definer;

-- As before, but no membership of a sandbox is an entrance.
create or replace view internal.entrances_due with (security_invoker = true) as
    select m.user_id, m.agency_id, m.role::text as role, u.role::text as platform_role,
           case when a.record_visibility = 'team' or m.role in ('admin', 'owner') then 'all' else 'own' end as reads
    from public.memberships m
    join public.users u on u.id = m.user_id
    join public.agencies a on a.id = m.agency_id
    where m.left_at is null and u.is_active and a.sandbox_of is null;

-- Contract: the sandbox of p_agency, made if there is none, with every member of the agency in it.
create function agency.sandbox_for(p_agency uuid) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    twin uuid;
    fresh uuid := app.uuid7();
begin
    insert into public.agencies (id, slug, name, region, locale, time_zone, currency, country, record_visibility, sandbox_of)
    select fresh, 'sandbox-' || replace(fresh::text, '-', ''), left(a.name, 190) || ' (test)', a.region, a.locale, a.time_zone,
           a.currency, a.country, a.record_visibility, a.id
    from public.agencies a where a.id = p_agency and a.sandbox_of is null
    on conflict (sandbox_of) do nothing;
    select a.id into twin from public.agencies a where a.sandbox_of = p_agency;
    insert into public.memberships (agency_id, user_id, role, display_name, avatar_url)
    select twin, m.user_id, m.role, m.display_name, m.avatar_url from public.memberships m where m.agency_id = p_agency
    on conflict on constraint memberships_user_id_key do nothing;
    return twin;
end
$$;

-- Contract: empties the sandbox of the caller's agency: every row of every tenant table but its members, with receipts,
-- uploads and history. Keys stay good. Files in the store stay until the store's own clean-up. Does nothing where there is
-- no sandbox. Raises SF403 unless the caller is an admin or an owner.
create function agency.reset_sandbox() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    twin uuid;
    remaining text[];
    stuck text[];
    tenant_table text;
begin
    if app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner empties the sandbox', '{"needs": "admin"}');
    end if;
    select a.id into twin from public.agencies a where a.sandbox_of = app.agency_id() for update;
    if twin is null then
        return;
    end if;
    select array_agg(c.relname::text order by c.relname) into remaining
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'agency_id' and a.attnotnull
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'memberships';
    -- whichever order their foreign keys need: a round for each row of tables that nothing points into any more
    while remaining is not null loop
        stuck := null;
        foreach tenant_table in array remaining loop
            begin
                execute format('delete from public.%I where agency_id = $1', tenant_table) using twin;
            exception when foreign_key_violation then
                stuck := stuck || tenant_table;
            end;
        end loop;
        if cardinality(stuck) = cardinality(remaining) then
            raise exception 'the sandbox cannot be emptied: % point into each other', stuck;
        end if;
        remaining := stuck;
    end loop;
    delete from internal.uploads u where u.agency_id = twin;
    delete from internal.receipts r where r.agency_id = twin;
    delete from internal.changes c where c.agency_id = twin;
end
$$;

grant execute on function agency.reset_sandbox() to stagefy_api;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Contacts that look like one and are two: somebody said so, and they are not shown again as long as they look alike for that
-- same reason.
begin;

grant references on public.contacts to stagefy_definer;
grant execute on function estate.name_key(text) to stagefy_definer;
set role stagefy_definer;

create table internal.dismissed_duplicates (
    agency_id uuid not null,
    contact_id uuid not null,
    other_id uuid not null,
    likeness bytea not null check (length(likeness) = 32),
    dismissed_at timestamptz not null default app.now(),
    primary key (agency_id, contact_id, other_id),
    constraint dismissed_duplicates_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete cascade,
    constraint dismissed_duplicates_other_id_fkey foreign key (agency_id, other_id)
        references public.contacts (agency_id, id) on delete cascade,
    check (contact_id < other_id)
);
comment on column internal.dismissed_duplicates.likeness is 'a hash of what made them look alike then: names and numbers are kept with the contacts alone';
create index dismissed_duplicates_other on internal.dismissed_duplicates (agency_id, other_id);
alter table internal.dismissed_duplicates enable row level security;
alter table internal.dismissed_duplicates force row level security;
create policy definer on internal.dismissed_duplicates to stagefy_definer using (true) with check (true);
comment on policy definer on internal.dismissed_duplicates is 'estate.dismiss_duplicate and its undoing write, estate.dismissed_duplicates reads: every row';

-- What is put together or taken apart is no reference of this kind: a pair that was dismissed stays a pair of these two.
create or replace function internal.contact_references() returns table (relation regclass, field name)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select k.conrelid::regclass, a.attname
    from pg_constraint k
    cross join lateral unnest(k.conkey, k.confkey) as pair (here, there)
    join pg_attribute t on t.attrelid = k.confrelid and t.attnum = pair.there and t.attname = 'id'
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here
    where k.contype = 'f' and k.confrelid = 'public.contacts'::regclass
      and k.conrelid not in ('internal.contact_merges'::regclass, 'internal.dismissed_duplicates'::regclass)
    order by k.conrelid::regclass::text, a.attname
$$;

-- Contract: the dismissed pairs of the caller's agency.
create function estate.dismissed_duplicates() returns table (contact_id uuid, other_id uuid, likeness bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query select d.contact_id, d.other_id, d.likeness from internal.dismissed_duplicates d where d.agency_id = app.agency_id();
end
$$;
grant execute on function estate.dismissed_duplicates() to stagefy_api;

-- Contract: the two contacts, the older first, locked; raises as merging does.
create function internal.pair_to_change(p_contact uuid, p_other uuid, out first uuid, out second uuid)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    if p_other = p_contact then
        perform app.fail('SF422', 'is the contact itself', '{"pointer": "/other_id", "code": "not_allowed"}');
    end if;
    -- in one order, so that nobody waits in a circle
    perform 1 from public.contacts c where c.agency_id = app.agency_id() and c.id in (p_contact, p_other) order by c.id for update;
    perform internal.contact_to_change(p_contact, false);
    if not exists (select from public.contacts c where c.agency_id = app.agency_id() and c.id = p_other and c.deleted_at is null
                   and (app.reads_all() or c.owner_id = app.user_id())) then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/other_id", "code": "not_found"}');
    end if;
    perform internal.contact_to_change(p_other, false);
    first := least(p_contact, p_other);
    second := greatest(p_contact, p_other);
end
$$;

-- Contract: p_contact and p_other are two people: no duplicates until what makes them look alike is something else. Raises SF404 and
-- SF403 as merging does, SF422 /other_id for what is not there, the same, or not alike.
create function estate.dismiss_duplicate(p_contact uuid, p_other uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    pair record := internal.pair_to_change(p_contact, p_other);
    alike bytea;
begin
    select sha256(string_agg(distinct l.what, E'\n' order by l.what)::bytea) into alike from (
        select 'name ' || estate.name_key(a.name) as what from public.contacts a
        join public.contacts b on b.agency_id = a.agency_id and b.id = pair.second and estate.name_key(b.name) = estate.name_key(a.name)
        where a.agency_id = app.agency_id() and a.id = pair.first and estate.name_key(a.name) <> ''
        union all
        select 'phone ' || a.phone from public.contact_phones a
        join public.contact_phones b on b.agency_id = a.agency_id and b.contact_id = pair.second and b.phone = a.phone and b.deleted_at is null
        where a.agency_id = app.agency_id() and a.contact_id = pair.first and a.deleted_at is null
    ) l;
    if alike is null then
        perform app.fail('SF422', 'does not look like this contact', '{"pointer": "/other_id", "code": "not_allowed"}');
    end if;
    insert into internal.dismissed_duplicates (agency_id, contact_id, other_id, likeness)
    values (app.agency_id(), pair.first, pair.second, alike)
    on conflict (agency_id, contact_id, other_id) do update set likeness = excluded.likeness, dismissed_at = app.now();
end
$$;

-- Contract: takes that back, if it was said; raises as above.
create function estate.undismiss_duplicate(p_contact uuid, p_other uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    pair record := internal.pair_to_change(p_contact, p_other);
begin
    delete from internal.dismissed_duplicates d
    where d.agency_id = app.agency_id() and d.contact_id = pair.first and d.other_id = pair.second;
end
$$;
grant execute on function estate.dismiss_duplicate(uuid, uuid), estate.undismiss_duplicate(uuid, uuid) to stagefy_api;

reset role;
revoke references on public.contacts from stagefy_definer;

-- As before, and without those that were dismissed for the very reasons that there are.
create or replace function estate.duplicates(p_most int) returns table (contact_id uuid, other_id uuid, reasons text[])
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return query
    with named as (
        select c.id, estate.name_key(c.name) as key from public.contacts c where c.agency_id = app.agency_id() and c.deleted_at is null
    ), pairs as (
        select a.id as first, b.id as second, 'name' as reason, 'name ' || a.key as what
        from named a join named b on b.key = a.key and b.id > a.id where a.key <> ''
        union all
        select a.contact_id, b.contact_id, 'phone', 'phone ' || a.phone from public.contact_phones a
        join public.contact_phones b on b.agency_id = a.agency_id and b.phone = a.phone and b.contact_id > a.contact_id
        where a.agency_id = app.agency_id() and a.deleted_at is null and b.deleted_at is null
    )
    select p.first, p.second, array_agg(distinct p.reason order by p.reason) from pairs p
    left join estate.dismissed_duplicates() d on d.contact_id = p.first and d.other_id = p.second
    group by p.first, p.second, d.likeness
    having d.likeness is distinct from sha256(string_agg(distinct p.what, E'\n' order by p.what)::bytea)
    order by p.second desc, p.first desc limit p_most;
end
$$;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- The same person twice, out of two indexes: contacts are read where there are some that look alike, and nowhere else.
begin;

-- As before, but planned once a session: the index below makes one for each contact that is written.
create or replace function estate.name_key(p_name text) returns text
language plpgsql immutable parallel safe as $$
begin
    return (select string_agg(word, ' ' order by word) from unnest(string_to_array(app.words(p_name), ' ')) word);
end
$$;
grant execute on function estate.name_key(text) to stagefy_jobs; -- an index evaluates it as whoever writes the row

-- With the name itself: the planner reads an index alone only where it holds what its expressions are made of.
create index contacts_same_name on public.contacts (agency_id, estate.name_key(name), id) include (name) where deleted_at is null;

set role stagefy_definer;

-- Contract: internal to estate.duplicates: the live contacts of the caller's agency that have a name or a number in common with another
-- one, whoever may read them. Two indexes in their order; nothing is sorted, and no contact read. The switches: where a page has
-- just been written the planner believes that reading all of the table is cheaper, which makes the key of each name anew.
create function estate.contacts_alike() returns table (contact_id uuid, reason text, what text)
language plpgsql stable rows 100 security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_hashagg = off set enable_sort = off as $$
declare
    agency uuid := app.agency_id();
begin
    return query
    select unnest(k.ids), 'name', 'name ' || k.key
    from (select estate.name_key(c.name) as key, array_agg(c.id) as ids from public.contacts c
          where c.agency_id = agency and c.deleted_at is null group by estate.name_key(c.name) having count(*) > 1) k
    where k.key <> ''
    union all
    select unnest(k.ids), 'phone', 'phone ' || k.phone
    from (select p.phone, array_agg(p.contact_id) as ids from public.contact_phones p
          where p.agency_id = agency and p.deleted_at is null group by p.phone having count(*) > 1) k;
end
$$;
grant execute on function estate.contacts_alike() to stagefy_api;

reset role;

-- Contract: pairs of live contacts that may be one, of those that the caller may read: with a number in common, or with names of the
-- same words, without those that were dismissed for the very reasons that there are. Addresses cannot be shared. At most p_most, the
-- newest first; the older of a pair comes first in it. Of more than 200 with one name or number the newest 200.
create or replace function estate.duplicates(p_most int) returns table (contact_id uuid, other_id uuid, reasons text[])
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return query
    with alike as materialized (
        select a.contact_id as id, a.reason, a.what, row_number() over (partition by a.what order by a.contact_id desc) as n
        from estate.contacts_alike() a
        join public.contacts c on c.agency_id = app.agency_id() and c.id = a.contact_id and c.deleted_at is null
    ), pairs as (
        select a.id as first, b.id as second, a.reason, a.what
        from alike a join alike b on b.what = a.what and b.id > a.id where a.n <= 200 and b.n <= 200
    )
    select p.first, p.second, array_agg(distinct p.reason order by p.reason) from pairs p
    left join estate.dismissed_duplicates() d on d.contact_id = p.first and d.other_id = p.second
    group by p.first, p.second, d.likeness
    having d.likeness is distinct from sha256(string_agg(distinct p.what, E'\n' order by p.what)::bytea)
    order by p.second desc, p.first desc limit p_most;
end
$$;

commit;

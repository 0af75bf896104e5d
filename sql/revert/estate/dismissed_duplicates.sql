-- SPDX-License-Identifier: Apache-2.0
begin;

create or replace function estate.duplicates(p_most int) returns table (contact_id uuid, other_id uuid, reasons text[])
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return query
    with named as (
        select c.id, estate.name_key(c.name) as key from public.contacts c where c.agency_id = app.agency_id() and c.deleted_at is null
    ), pairs as (
        select a.id as first, b.id as second, 'name' as reason from named a join named b on b.key = a.key and b.id > a.id where a.key <> ''
        union all
        select a.contact_id, b.contact_id, 'phone' from public.contact_phones a
        join public.contact_phones b on b.agency_id = a.agency_id and b.phone = a.phone and b.contact_id > a.contact_id
        where a.agency_id = app.agency_id() and a.deleted_at is null and b.deleted_at is null
    )
    select p.first, p.second, array_agg(distinct p.reason order by p.reason) from pairs p
    group by p.first, p.second order by p.second desc, p.first desc limit p_most;
end
$$;

set role stagefy_definer;

create or replace function internal.contact_references() returns table (relation regclass, field name)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select k.conrelid::regclass, a.attname
    from pg_constraint k
    cross join lateral unnest(k.conkey, k.confkey) as pair (here, there)
    join pg_attribute t on t.attrelid = k.confrelid and t.attnum = pair.there and t.attname = 'id'
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here
    where k.contype = 'f' and k.confrelid = 'public.contacts'::regclass and k.conrelid <> 'internal.contact_merges'::regclass
    order by k.conrelid::regclass::text, a.attname
$$;

drop function estate.undismiss_duplicate(uuid, uuid);
drop function estate.dismiss_duplicate(uuid, uuid);
drop function internal.pair_to_change(uuid, uuid);
drop function estate.dismissed_duplicates();
drop table internal.dismissed_duplicates;
reset role;
revoke execute on function estate.name_key(text) from stagefy_definer;

commit;

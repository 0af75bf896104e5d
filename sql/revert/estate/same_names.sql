-- SPDX-License-Identifier: Apache-2.0
begin;

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

set role stagefy_definer;
drop function estate.contacts_alike();
reset role;

drop index public.contacts_same_name;
revoke execute on function estate.name_key(text) from stagefy_jobs;
create or replace function estate.name_key(p_name text) returns text
language sql immutable parallel safe as $$
    select string_agg(word, ' ' order by word) from unnest(string_to_array(app.words(p_name), ' ')) word
$$;

commit;

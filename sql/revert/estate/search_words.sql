-- SPDX-License-Identifier: Apache-2.0
begin;

drop trigger words on public.deals;
drop trigger words on public.properties;
drop trigger words on public.contacts;

set role stagefy_definer;

-- Contract: live contacts, properties and deals of the caller's agency that have all words of p_query, the last as a prefix,
-- the newest p_most of each table, with how much their names are like it (0 to 1). When there is none at all: those
-- whose names are spelt like it, among the newest 20,000 of each. Of those that the caller may read: the caller's statement
-- joins them back under the policies all the same.
create or replace function estate.search(p_query text, p_most int) returns table (kind text, id uuid, likeness real)
language plpgsql stable rows 50 security definer set search_path = pg_catalog, pg_temp set enable_indexscan = off as $$
declare
    agency uuid := app.agency_id();
    everything boolean := app.reads_all();
    me uuid := app.user_id();
    words tsquery := app.search_query(agency, p_query);
    folded text := app.words(p_query);
begin
    if words is null then
        return;
    end if;
    return query
    (select 'contacts', t.id, internal.likeness(folded, estate.contact_names(t.name, t.username, t.email))
     from public.contacts t
     where t.agency_id = agency and estate.contact_document(t.agency_id, t.name, t.username, t.email, t.phone, t.notes) @@ words
       and t.deleted_at is null and (everything or t.owner_id = me)
     order by t.id desc limit p_most)
    union all
    (select 'properties', t.id, internal.likeness(folded, estate.property_names(t.reference, t.title, t.address, t.city))
     from public.properties t
     where t.agency_id = agency and t.deleted_at is null and (everything or t.owner_id = me)
       and estate.property_document(t.agency_id, t.title, t.description, t.reference, t.address, t.city, t.state, t.zip_code, t.notes) @@ words
     order by t.id desc limit p_most)
    union all
    (select 'deals', t.id, internal.likeness(folded, app.fold(t.title))
     from public.deals t
     where t.agency_id = agency and app.document(t.agency_id, t.title) @@ words and t.deleted_at is null and (everything or t.owner_id = me)
     order by t.id desc limit p_most);
    if not found then
        return query select s.kind, s.id, s.likeness from estate.spelt_like(agency, folded, everything, me) s where s.likeness > 0.35;
    end if;
end
$$;

drop function estate.spelt_like(uuid, text, text);
-- Contract: internal to estate.search: how much the names of each of the newest rows are like p_folded. A scan: 5 to 10 µs a row.
create function estate.spelt_like(p_agency uuid, p_folded text, p_everything boolean, p_me uuid) returns table (kind text, id uuid, likeness real)
language sql stable rows 1000 as $$
    select 'contacts', n.id, internal.likeness(p_folded, estate.contact_names(n.name, n.username, n.email))
    from (select t.id, t.name, t.username, t.email from public.contacts t
          where t.agency_id = p_agency and t.deleted_at is null and (p_everything or t.owner_id = p_me)
          order by t.created_at desc, t.id desc limit 20000) n
    union all
    select 'properties', n.id, internal.likeness(p_folded, estate.property_names(n.reference, n.title, n.address, n.city))
    from (select t.id, t.reference, t.title, t.address, t.city from public.properties t
          where t.agency_id = p_agency and t.deleted_at is null and (p_everything or t.owner_id = p_me)
          order by t.created_at desc, t.id desc limit 20000) n
    union all
    select 'deals', n.id, internal.likeness(p_folded, app.fold(n.title))
    from (select t.id, t.title from public.deals t
          where t.agency_id = p_agency and t.deleted_at is null and (p_everything or t.owner_id = p_me)
          order by t.created_at desc, t.id desc limit 20000) n
$$;

drop function estate.tidy_words(uuid), internal.gather_words(uuid), internal.note_words(), estate.name_words(text);

reset role;
drop function internal.is_like(text, text);
drop table internal.search_words;

commit;

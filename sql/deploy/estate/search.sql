-- SPDX-License-Identifier: Apache-2.0
-- One search over contacts, properties and deals: what has the words, and, when nothing has, what is spelt like them.
begin;

create extension if not exists pg_trgm with schema internal;

-- The extension may have been here before us, in another schema.
do $$
begin
    execute format($f$
        create function internal.likeness(p_text text, p_in text) returns real
        language sql immutable parallel safe as 'select %I.word_similarity(p_text, p_in)' $f$,
        (select extnamespace::regnamespace from pg_extension where extname = 'pg_trgm'));
end
$$;
grant execute on function internal.likeness(text, text) to stagefy_definer;

create index deals_search on public.deals using gin (agency_id, app.document(agency_id, title));

set role stagefy_definer;

-- What a row is found and ranked by, folded: the names that people know it by.
create function estate.property_names(p_reference text, p_title jsonb, p_address text, p_city text) returns text
language sql immutable parallel safe as $$
    select app.fold(coalesce(p_reference, '') || ' ' || coalesce(app.all_texts(p_title), '') || ' ' || coalesce(p_address, '') || ' '
        || coalesce(p_city, ''))
$$;
create function estate.contact_names(p_name text, p_username text, p_email text) returns text
language sql immutable parallel safe as $$
    select app.fold(coalesce(p_name, '') || ' ' || coalesce(p_username, '') || ' ' || coalesce(p_email, ''))
$$;

-- Contract: live contacts, properties and deals of the caller's agency that have all words of p_query, the last as a prefix,
-- the newest p_most of each table, with how much their names are like it (0 to 1). When there is none at all: those
-- whose names are spelt like it, among the newest 20,000 of each. Of those that the caller may read: the caller's statement
-- joins them back under the policies all the same.
create function estate.search(p_query text, p_most int) returns table (kind text, id uuid, likeness real)
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

grant execute on function estate.search(text, int) to stagefy_api;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Searching. @@, @> and substrings are not leakproof, so under a policy they would reach no index; a definer function per
-- table answers ids, which the caller's statement joins back under the policy.
begin;

-- For the listed columns only, so that an index can carry it.
create function estate.property_document(p_agency uuid, p_title jsonb, p_description jsonb, p_reference text, p_address text,
    p_city text, p_state text, p_zip_code text, p_notes text) returns tsvector
language sql immutable parallel safe as $$
    select app.document(p_agency, coalesce(p_reference, '') || ' ' || coalesce(p_address, '') || ' ' || coalesce(p_city, '') || ' '
        || coalesce(p_state, '') || ' ' || coalesce(p_zip_code, '') || ' ' || coalesce(app.all_texts(p_title), '') || ' '
        || coalesce(p_notes, '') || ' ' || coalesce(app.all_texts(p_description), ''))
$$;
create function estate.contact_document(p_agency uuid, p_name text, p_username text, p_email text, p_phone text, p_notes text) returns tsvector
language sql immutable parallel safe as $$
    select app.document(p_agency, coalesce(p_name, '') || ' ' || coalesce(p_username, '') || ' ' || coalesce(p_email, '') || ' '
        || coalesce(p_phone, '') || ' ' || coalesce(p_notes, ''))
$$;
create function media.item_document(p_agency uuid, p_file_name text, p_title text, p_description text, p_note text) returns tsvector
language sql immutable parallel safe as $$
    select app.document(p_agency, coalesce(p_file_name, '') || ' ' || coalesce(p_title, '') || ' ' || coalesce(p_description, '') || ' '
        || coalesce(p_note, ''))
$$;
-- An index evaluates them as whoever writes the row.
grant execute on function
    estate.property_document(uuid, jsonb, jsonb, text, text, text, text, text, text),
    estate.contact_document(uuid, text, text, text, text, text),
    media.item_document(uuid, text, text, text, text)
to stagefy_definer, stagefy_api, stagefy_jobs;

create index properties_search on public.properties using gin (agency_id,
    estate.property_document(agency_id, title, description, reference, address, city, state, zip_code, notes), features);
create index contacts_search on public.contacts using gin (agency_id,
    estate.contact_document(agency_id, name, username, email, phone, notes), tags);
create index media_items_search on public.media_items using gin (agency_id,
    media.item_document(agency_id, file_name, title, description, note), tags);

set role stagefy_definer;

-- Contract: ids of p_table in p_agency whose p_document (an expression over t) has all words of p_query, the last as a
-- prefix, whose p_tags_column holds all of p_tags, and where each column named in p_patterns contains its text, accents and
-- case aside. NULL: no such condition. p_columns are the columns that p_patterns may name; the only texts that become SQL
-- come from the functions below. Deleted rows are among the answers: the caller's statement says what it wants.
create function internal.search(p_table regclass, p_agency uuid, p_document text, p_query text, p_tags_column text,
    p_tags text[], p_columns text[], p_patterns jsonb) returns setof uuid
-- A bitmap is priced as if every row it brings were looked at again. Where random reads count as cheap, a word that many rows
-- have would be looked for by making every document anew; bitmaps on the same indexes are as good for all else.
language plpgsql stable rows 100 set enable_indexscan = off as $$
declare
    conditions text := 't.agency_id = $1';
    wrong text;
begin
    if p_agency is distinct from app.agency_id() then
        perform app.fail('SF404', 'no such agency');
    end if;
    select k into wrong from jsonb_object_keys(coalesce(p_patterns, '{}')) k where k <> all (p_columns) limit 1;
    if wrong is not null then
        perform app.fail('SF422', 'cannot be searched', jsonb_build_object('pointer', '/' || wrong, 'code', 'unknown'));
    end if;
    if p_query is not null then
        if app.search_query(p_agency, p_query) is null then
            return;
        end if;
        conditions := conditions || format(' and %s @@ $2', p_document);
    end if;
    if p_tags is not null then
        conditions := conditions || format(' and t.%I @> $3', p_tags_column);
    end if;
    if p_patterns is not null then
        -- strpos, not like: the text is looked for as it is, so nothing in it needs escaping
        select conditions || string_agg(format(' and strpos(app.fold(t.%1$I), app.fold($4 ->> %1$L)) > 0', k), '') into conditions
        from jsonb_object_keys(p_patterns) k;
    end if;
    return query execute format('select t.id from %s t where %s', p_table, conditions)
        using p_agency, app.search_query(p_agency, p_query), p_tags, p_patterns;
end
$$;

-- Contract of the three: internal.search over that table. For the agency of the context only; SF404 for another one.
create function app.search_properties(p_agency uuid, p_query text, p_tags text[], p_patterns jsonb) returns setof uuid
language plpgsql stable rows 100 security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query select internal.search('public.properties', p_agency,
        'estate.property_document(t.agency_id, t.title, t.description, t.reference, t.address, t.city, t.state, t.zip_code, t.notes)',
        p_query, 'features', p_tags, array['reference', 'address', 'city', 'state', 'zip_code'], p_patterns);
end
$$;
create function app.search_contacts(p_agency uuid, p_query text, p_tags text[], p_patterns jsonb) returns setof uuid
language plpgsql stable rows 100 security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query select internal.search('public.contacts', p_agency,
        'estate.contact_document(t.agency_id, t.name, t.username, t.email, t.phone, t.notes)',
        p_query, 'tags', p_tags, array['name', 'username', 'email', 'phone'], p_patterns);
end
$$;
create function app.search_media_items(p_agency uuid, p_query text, p_tags text[], p_patterns jsonb) returns setof uuid
language plpgsql stable rows 100 security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query select internal.search('public.media_items', p_agency,
        'media.item_document(t.agency_id, t.file_name, t.title, t.description, t.note)',
        p_query, 'tags', p_tags, array['file_name', 'title', 'description', 'note'], p_patterns);
end
$$;

grant execute on function app.search_properties(uuid, text, text[], jsonb), app.search_contacts(uuid, text, text[], jsonb),
    app.search_media_items(uuid, text, text[], jsonb) to stagefy_api;

reset role;

commit;

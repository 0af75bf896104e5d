-- SPDX-License-Identifier: Apache-2.0
begin;

create or replace function estate.property_document(p_agency uuid, p_title jsonb, p_description jsonb, p_reference text, p_address text,
    p_city text, p_state text, p_zip_code text, p_notes text) returns tsvector
language sql immutable parallel safe as $$
    select app.document(p_agency, coalesce(p_reference, '') || ' ' || coalesce(p_address, '') || ' ' || coalesce(p_city, '') || ' '
        || coalesce(p_state, '') || ' ' || coalesce(p_zip_code, '') || ' ' || coalesce(app.all_texts(p_title), '') || ' '
        || coalesce(p_notes, '') || ' ' || coalesce(app.all_texts(p_description), ''))
$$;
create or replace function estate.contact_document(p_agency uuid, p_name text, p_username text, p_email text, p_phone text, p_notes text) returns tsvector
language sql immutable parallel safe as $$
    select app.document(p_agency, coalesce(p_name, '') || ' ' || coalesce(p_username, '') || ' ' || coalesce(p_email, '') || ' '
        || coalesce(p_phone, '') || ' ' || coalesce(p_notes, ''))
$$;
create or replace function media.item_document(p_agency uuid, p_file_name text, p_title text, p_description text, p_note text) returns tsvector
language sql immutable parallel safe as $$
    select app.document(p_agency, coalesce(p_file_name, '') || ' ' || coalesce(p_title, '') || ' ' || coalesce(p_description, '') || ' '
        || coalesce(p_note, ''))
$$;

alter index public.properties_search reset (fastupdate);
alter index public.contacts_search reset (fastupdate);
alter index public.media_items_search reset (fastupdate);

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What search indexes hold is made by functions whose plan is kept: those in SQL were parsed and planned by every statement that writes.
begin;

create or replace function estate.property_document(p_agency uuid, p_title jsonb, p_description jsonb, p_reference text, p_address text,
    p_city text, p_state text, p_zip_code text, p_notes text) returns tsvector
language plpgsql immutable parallel safe cost 5000 as $$
begin
    return app.document(p_agency, concat_ws(' ', p_reference, p_address, p_city, p_state, p_zip_code, app.all_texts(p_title), p_notes,
                                            case when p_description <> '{}' then app.all_texts(p_description) end));
end
$$;
create or replace function estate.contact_document(p_agency uuid, p_name text, p_username text, p_email text, p_phone text, p_notes text) returns tsvector
language plpgsql immutable parallel safe cost 5000 as $$
begin
    return app.document(p_agency, concat_ws(' ', p_name, p_username, p_email, p_phone, p_notes));
end
$$;
create or replace function media.item_document(p_agency uuid, p_file_name text, p_title text, p_description text, p_note text) returns tsvector
language plpgsql immutable parallel safe cost 5000 as $$
begin
    return app.document(p_agency, concat_ws(' ', p_file_name, p_title, p_description, p_note));
end
$$;

-- Whoever is connected remembers the indexes as the former functions looked inside; this has them looked up again.
alter index public.properties_search set (fastupdate = on);
alter index public.contacts_search set (fastupdate = on);
alter index public.media_items_search set (fastupdate = on);

commit;

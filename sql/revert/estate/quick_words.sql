-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

create or replace function internal.note_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    names text;
begin
    if tg_table_name = 'contacts' then
        names := estate.contact_names(new.name, new.username, new.email);
    elsif tg_table_name = 'properties' then
        names := estate.property_names(new.reference, new.title, new.address, new.city);
    else
        names := new.title;
    end if;
    insert into internal.search_words (agency_id, word)
    select new.agency_id, w from estate.name_words(names) w
    where not exists (select from internal.search_words s where s.agency_id = new.agency_id and s.word = w);
    return null;
end
$$;

reset role;

commit;

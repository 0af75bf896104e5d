-- SPDX-License-Identifier: Apache-2.0
-- Most names have no word that their agency's names lack: whoever writes them only looks.
begin;

set role stagefy_definer;

-- Whoever writes a name adds what words of it are new. What nothing has any more goes by estate.tidy_words.
create or replace function internal.note_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    names text;
    words text[];
    known text[];
    word text;
begin
    -- not folded: app.words does that
    if tg_table_name = 'contacts' then
        names := concat_ws(' ', new.name, new.username, new.email);
    elsif tg_table_name = 'properties' then
        names := concat_ws(' ', new.reference, app.all_texts(new.title), new.address, new.city);
    else
        names := new.title;
    end if;
    words := string_to_array(app.words(names), ' ');
    -- all in one scan of the index, and what it lacks by a loop: a query costs more than all its rounds
    known := array(select s.word from internal.search_words s where s.word = any (words) and s.agency_id = new.agency_id);
    foreach word in array words loop
        continue when word = any (known) or translate(word, '0123456789', '') = '';
        insert into internal.search_words (agency_id, word)
        select new.agency_id, w from estate.name_words(names) w
        where not exists (select from internal.search_words s where s.agency_id = new.agency_id and s.word = w);
        exit;
    end loop;
    return null;
end
$$;

reset role;

commit;

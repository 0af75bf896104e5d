-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;
-- Contract: for stagefy_jobs, daily: the same for agencies behind p_after, for a tenth of a second, since the feed of changes waits for the
-- longest transaction. Answers the last one; NULL: there are no more.
create or replace function estate.tidy_words(p_after uuid) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    place uuid := p_after;
    enough timestamptz := clock_timestamp() + interval '100 milliseconds';
begin
    loop
        place := (select s.agency_id from internal.search_words s where s.agency_id > place order by s.agency_id limit 1);
        exit when place is null;
        perform internal.gather_words(place);
        exit when clock_timestamp() > enough;
    end loop;
    return place;
end
$$;
reset role;

drop index internal.search_words_word;
create index search_words_word on internal.search_words (agency_id, word);

commit;

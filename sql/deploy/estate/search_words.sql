-- SPDX-License-Identifier: Apache-2.0
-- What is misspelt is looked for among the words that an agency's names are made of, and not in every record: a word that is there in
-- its place is then found by the search index like any other.
begin;

create table internal.search_words (
    agency_id uuid not null references public.agencies (id) on delete cascade,
    word text not null
);
comment on table internal.search_words is
    'words of the names of contacts, properties and deals, but numbers. A word may stand here twice, and a day longer than anything has it';
-- No key: whoever writes a new word would wait for somebody else who is writing it too.
create index search_words_word on internal.search_words (agency_id, word);
call internal.protect('internal.search_words');

-- The extension may have been here before us, in another schema. It is loaded by its first use, and only then knows its settings.
do $$
declare
    here regnamespace := (select extnamespace from pg_extension where extname = 'pg_trgm');
begin
    -- new words are rare: each goes in at once, so that searching reads no list of those that wait
    execute format('create index search_words_alike on internal.search_words using gin (agency_id, word %s.gin_trgm_ops) with (fastupdate = off)', here);
    execute format($f$
        create function internal.is_like(p_word text, p_in text) returns boolean
        language sql stable parallel safe as 'select p_word operator(%s.<%%) p_in' $f$, here);
    perform internal.likeness('a', 'a');
end
$$;
grant execute on function internal.is_like(text, text) to stagefy_definer;

set role stagefy_definer;

-- ---- keeping them

-- Contract: the words of p_names that a misspelt one is looked for among, each once.
create function estate.name_words(p_names text) returns setof text
language plpgsql immutable parallel safe rows 10 as $$
begin
    return query select distinct left(w, 100) from unnest(string_to_array(app.words(p_names), ' ')) w where w !~ '^[0-9]*$';
end
$$;

-- Whoever writes a name adds what words of it are new. What nothing has any more goes by estate.tidy_words.
create function internal.note_words() returns trigger
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
grant execute on function internal.note_words() to stagefy_owner;

-- Contract: makes the words of p_agency those that its names have. Those of a name that is written meanwhile may wait for the next time.
create function internal.gather_words(p_agency uuid) returns void
language plpgsql volatile as $$
begin
    with due as materialized (
        select distinct w as word
        from (select estate.contact_names(c.name, c.username, c.email) from public.contacts c where c.agency_id = p_agency
              union all
              select estate.property_names(p.reference, p.title, p.address, p.city) from public.properties p where p.agency_id = p_agency
              union all
              select d.title from public.deals d where d.agency_id = p_agency) n (names), lateral estate.name_words(n.names) w
    ), gone as (
        delete from internal.search_words s
        where s.agency_id = p_agency
          and (not exists (select from due d where d.word = s.word)
               or exists (select from internal.search_words e where e.agency_id = p_agency and e.word = s.word and e.ctid < s.ctid))
    )
    insert into internal.search_words (agency_id, word)
    select p_agency, d.word from due d
    where not exists (select from internal.search_words s where s.agency_id = p_agency and s.word = d.word);
end
$$;

-- Contract: for stagefy_jobs, daily: the same for agencies behind p_after, for a tenth of a second, since the feed of changes waits for the
-- longest transaction. Answers the last one; NULL: there are no more.
create function estate.tidy_words(p_after uuid) returns uuid
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
grant execute on function estate.tidy_words(uuid) to stagefy_jobs;

-- ---- looking among them

-- Contract: internal to estate.search: a query for documents that have the words of p_folded or those spelt most like them: with p_how '&'
-- all of them, with '|' one at least. Of less than three letters nothing is misspelt, and nothing found by.
drop function estate.spelt_like(uuid, text, boolean, uuid);
create function estate.spelt_like(p_agency uuid, p_folded text, p_how text) returns tsquery
language plpgsql stable set search_path = pg_catalog, pg_temp set pg_trgm.word_similarity_threshold = 0.35 as $$
declare
    prefix text := right(p_agency::text, 12);
    words text[] := string_to_array(regexp_replace(p_folded, '([^ ]{100})[^ ]+', '\1', 'g'), ' ');
begin
    return (
        select string_agg('(' || prefix || q.word || case when q.n = cardinality(words) then ':*' else '' end || coalesce(o.others, '') || ')',
                          ' ' || p_how || ' ')::tsquery
        from unnest(words) with ordinality q (word, n)
        left join lateral (
            select string_agg(' | ' || prefix || a.word, '') as others
            from (select s.word from internal.search_words s
                  where s.agency_id = p_agency and internal.is_like(q.word, s.word)
                  group by s.word order by internal.likeness(q.word, s.word) desc, internal.likeness(s.word, q.word) desc, s.word limit 10) a
        ) o on length(q.word) > 2
        where p_how = '&' or length(q.word) > 2);
end
$$;

-- Contract: live contacts, properties and deals of the caller's agency that have all words of p_query, the last as a prefix,
-- the newest p_most of each table, with how much their names are like it (0 to 1). When there is none at all: those that have words
-- spelt like these, else some of them, as far as their names are like it. Of those that the caller may read: the caller's statement
-- joins them back under the policies all the same.
create or replace function estate.search(p_query text, p_most int) returns table (kind text, id uuid, likeness real)
language plpgsql stable rows 50 security definer set search_path = pg_catalog, pg_temp set enable_indexscan = off as $$
declare
    agency uuid := app.agency_id();
    everything boolean := app.reads_all();
    me uuid := app.user_id();
    folded text := app.words(p_query);
    wanted tsquery;
begin
    if folded = '' then
        return;
    end if;
    for round in 1 .. case when folded like '% %' then 3 else 2 end loop
        wanted := case round when 1 then app.search_query(agency, p_query)
                             when 2 then estate.spelt_like(agency, folded, '&')
                             else estate.spelt_like(agency, folded, '|') end;
        return query select f.kind, f.id, f.likeness from (
            (select 'contacts', t.id, internal.likeness(folded, estate.contact_names(t.name, t.username, t.email))
             from public.contacts t
             where t.agency_id = agency and estate.contact_document(t.agency_id, t.name, t.username, t.email, t.phone, t.notes) @@ wanted
               and t.deleted_at is null and (everything or t.owner_id = me)
             order by t.id desc limit p_most)
            union all
            (select 'properties', t.id, internal.likeness(folded, estate.property_names(t.reference, t.title, t.address, t.city))
             from public.properties t
             where t.agency_id = agency and t.deleted_at is null and (everything or t.owner_id = me)
               and estate.property_document(t.agency_id, t.title, t.description, t.reference, t.address, t.city, t.state, t.zip_code, t.notes) @@ wanted
             order by t.id desc limit p_most)
            union all
            (select 'deals', t.id, internal.likeness(folded, app.fold(t.title))
             from public.deals t
             where t.agency_id = agency and app.document(t.agency_id, t.title) @@ wanted and t.deleted_at is null
               and (everything or t.owner_id = me)
             order by t.id desc limit p_most)) f (kind, id, likeness)
        where round = 1 or f.likeness > 0.35;
        exit when found;
    end loop;
end
$$;

reset role;

create trigger words after insert or update of name, username, email on public.contacts
    for each row execute function internal.note_words();
create trigger words after insert or update of reference, title, address, city on public.properties
    for each row execute function internal.note_words();
create trigger words after insert or update of title on public.deals
    for each row execute function internal.note_words();

-- Of the names that there are.
set role stagefy_definer;
do $$
begin
    perform internal.gather_words(a.id) from public.agencies a;
    perform internal.expect_rows((select count(*) from internal.search_words), 'words of names')
    where exists (select from public.contacts c where c.name ~ '[[:alpha:]]');
end
$$;
reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What is misspelt is found among the words of names, which are kept as names are written and tidied once a day.
begin;
set local search_path = public, t;
select start(28);
select t.world();
create function t.words() returns text language sql as $$
    select coalesce(string_agg(word, ' ' order by word), '-') from internal.search_words where agency_id = t.id('alpha')
$$;
create function t.hits(p_query text) returns text language sql as $$
    select coalesce(string_agg(n, ' ' order by likeness desc, n), '-')
    from estate.search(p_query, 20) s join (values ('anna'), ('hans'), ('house'), ('deal')) v (n) on s.id = t.id(v.n)
$$;
grant execute on function t.words(), t.hits(text) to public;
grant usage on schema internal to public;
set local role stagefy_definer;
delete from visits;
delete from deals;
delete from properties;
delete from contacts;
delete from internal.search_words;
reset role;

-- kept
select t.come('alphaagent', 'alpha');
insert into contacts (id, name, email, notes) values (t.id('anna'), 'Anna Hoffmann', 'anna.h2@people.example', 'has a greyhound');
set local role stagefy_definer;
select is(t.words(), 'anna example h2 hoffmann people', 'the words of a contact''s names, each once, and none of the notes');
select t.come('alphaagent', 'alpha');
insert into contacts (id, name) values (t.id('hans'), 'HANS Hoffmann');
insert into properties (id, address, city, title, reference) values (t.id('house'), '24, Kirchenstraße', 'Remerschen', '{"fr": "Maison de maître"}', 'MA-0412');
insert into deals (id, title, amount) values (t.id('deal'), 'Weinberg 12', 1);
set local role stagefy_definer;
select is(t.words(), 'anna de example h2 hans hoffmann kirchenstrasse ma maison maitre people remerschen weinberg', 'a property''s and a deal''s, folded, and no numbers');
select is((select count(*) from internal.search_words where word = 'hoffmann'), 1::bigint, 'what is there is not written again');
select is((select count(*) from internal.search_words where agency_id = t.id('beta')), 0::bigint, 'in their agency alone');
select t.come('betaagent', 'beta');
insert into properties (address, city) values (repeat('w', 150), '12'), (repeat('w', 150), '13'), ('14', null), (upper(repeat('w', 101)) || ' x', '15');
set local role stagefy_definer;
select is((select string_agg(word, ' ' order by word) from internal.search_words where agency_id = t.id('beta')), repeat('w', 100) || ' x',
          'of a word without end the beginning, once; what is new beside what is known is kept');
delete from internal.search_words where agency_id = t.id('beta');
select t.come('alphaagent', 'alpha');
select is(t.try('select 1 from internal.search_words'), 'denied', 'workers do not read them');
select is(t.try($$select estate.tidy_words(t.id('x'))$$), 'denied', 'nor tidy them');

-- found
select is(t.hits('hofmann'), 'anna hans', 'a letter missing');
select is(t.hits('Anna Hofmann'), 'anna', 'beside a word that is right');
select is(t.hits('ana hofman'), 'anna', 'two words misspelt');
select is(t.hits('kirchenstrase'), 'house', 'in a long word');
select is(t.hits('kirchnstr'), 'house', 'in its beginning');
select is(t.hits('remershen maitr'), 'house', 'the last word unfinished');
select is(t.hits('12 wienberg'), 'deal', 'beside a number');
select is(t.hits('greyhund'), '-', 'nothing by a word of the notes alone');
select is(t.hits('hofmann xyzzyx'), 'anna hans', 'and beside one that nothing has');
select is(t.hits('annahoffmann'), 'anna hans', 'two words written as one');
select is(t.hits('xyzzyx'), '-', 'nothing like it');
select is(t.hits('hx'), '-', 'two letters are not misspelt');
select is(t.hits('q w z'), '-', 'nor are single ones');
select is(t.hits('hofmann | !:*& x'), 'anna hans', 'signs of the query language mean nothing');
select t.come('betaagent', 'beta');
select is(t.hits('hofmann'), '-', 'another agency finds nothing');

-- tidied
select t.come('alphaagent', 'alpha');
update contacts set name = 'Anna Kieffer' where id = t.id('anna');
update contacts set deleted_at = app.now() where id = t.id('hans');
set local role stagefy_definer;
delete from deals;
delete from internal.search_words where word = 'maison';
insert into internal.search_words values (t.id('alpha'), 'hoffmann'), (t.id('beta'), 'hoffmann');
set local role stagefy_jobs;
select is(estate.tidy_words('00000000-0000-0000-0000-000000000000'), null, 'all agencies in a moment');
set local role stagefy_definer;
select is(t.words(), 'anna de example h2 hans hoffmann kieffer kirchenstrasse ma maison maitre people remerschen', 'what nothing has goes, what is missing comes, what is deleted can be restored');
select is((select count(*) from internal.search_words where word = 'hoffmann'), 1::bigint, 'one of each stays, where something has it');
delete from contacts;
set local role stagefy_jobs;
select is(estate.tidy_words(greatest(t.id('alpha'), t.id('beta'))), null, 'behind the last agency is none');
set local role stagefy_definer;
select is((select count(*) from internal.search_words where word = 'anna'), 1::bigint, '… and nothing is done');
set local role stagefy_jobs;
select estate.tidy_words('00000000-0000-0000-0000-000000000000');
set local role stagefy_definer;
select is(t.words(), 'de kirchenstrasse ma maison maitre remerschen', 'of people who are gone for good nothing is left');
select * from finish();
rollback;

-- SPDX-License-Identifier: Apache-2.0
-- Folding, merge patch, ids.
begin;
set local search_path = public, t;
\set emails `cat "$VECTORS/email.json"`
select start(112);
select is(app.fold('ÀÉÎÕÜ çñø ŁÐ ȘŢ ŒÆß'), 'aeiou cno lð st oeaess', 'accents and case go; ð is a letter of its own');
select is(app.fold(U&'Pe\0301trusse'), 'petrusse', 'a decomposed accent goes too');
select is(app.fold('ΑΒΓ Привет 日本'), 'αβγ привет 日本', 'other scripts are lower-cased only');
select is(app.fold('Đđ Ħħ ı Łł Øø Ŧŧ Ææ Œœ'), 'dd hh i ll oo tt aeae oeoe', 'letters of one piece have their counterparts');
select is((select provolatile::text || proparallel::text from pg_proc where oid = 'app.fold(text)'::regprocedure), 'is', 'it is immutable');
select is(app.fold(null) is null and app.words(null) is null, true, 'nothing stays nothing');
select is(app.words(' Rue d’Ermesinde, 24/26 '), 'rue d ermesinde 24 26', 'words');
select is(app.search_query(t.id('x'), ''), null, 'no word, no query');
select is(app.document(t.id('x'), 'Été, été') = app.document(t.id('x'), 'ete'), true, 'a document has each word once');
select is(app.document(t.id('x'), 'ete') @@ app.search_query(t.id('x'), 'et'), true, 'a word is found by its beginning');
select is(app.document(t.id('x'), 'ete') @@ app.search_query(t.id('y'), 'et'), false, 'in its own agency');
select is(app.document(t.id('x'), repeat('x', 5000)) @@ app.search_query(t.id('x'), repeat('x', 4000)), true, 'the beginning of a word without end is enough');

-- RFC 7396, appendix A
select is(app.merge_patch(target::jsonb, patch::jsonb), result::jsonb, format('%s + %s', target, patch)) from (values
    ('{"a":"b"}', '{"a":"c"}', '{"a":"c"}'), ('{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'), ('{"a":"b"}', '{"a":null}', '{}'),
    ('{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'), ('{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'), ('{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'),
    ('{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'), ('{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'),
    ('["a","b"]', '["c","d"]', '["c","d"]'), ('{"a":"b"}', '["c"]', '["c"]'), ('{"a":"foo"}', 'null', 'null'), ('{"a":"foo"}', '"bar"', '"bar"'),
    ('{"e":null}', '{"a":1}', '{"e":null,"a":1}'), ('[1,2]', '{"a":"b","c":null}', '{"a":"b"}'), ('{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'),
    ('{"a":{"b":"c"}}', '{"a":[{"b":null}],"d":[null]}', '{"a":[{"b":null}],"d":[null]}'), ('"x"', '{"a":"b"}', '{"a":"b"}'))
    as v (target, patch, result);
select is(app.merge_patch(null, '{"a": {"b": null}}'), '{"a": {}}', 'onto nothing');

-- languages
select is(app.all_texts('{"fr": "Une \"maison\"\n", "en": "A house"}'), E'A house Une "maison"\n', 'the texts of all languages, as they are');
select is(app.all_texts('{}'), null, 'of none nothing');
select is(app.all_texts(null), null, 'nor of nothing');
select is((select proconfig from pg_proc where oid = 'app.all_texts(jsonb)'::regprocedure), '{"search_path=pg_catalog, pg_temp"}', 'by a plan that is kept whoever calls');

-- ids
create temp table ids as select app.uuid7() as id from generate_series(1, 2000);
select is((select count(distinct id) from ids), 2000::bigint, 'ids differ');
select is((select count(*) from ids where substr(id::text, 15, 1) <> '7' or substr(id::text, 20, 1) not in ('8', '9', 'a', 'b')), 0::bigint, 'version 7, variant of the RFC');
select cmp_ok((select abs(extract(epoch from clock_timestamp()) * 1000 - ('x' || lpad(replace(left(max(id::text), 13), '-', ''), 16, '0'))::bit(64)::bigint) from ids), '<', 5000::numeric, 'they begin with the time');
select cmp_ok((select count(*) from (select id < lag(id) over (order by ctid) as back from ids) o where back), '<', 100::bigint, 'one after another, to the microsecond');

-- formats
select is(t.try(format('select %L::%s', v, d)), case ok when true then '1' else '23514' end, format('%s: %s', d, v)) from (values
    ('public.phone_number', '+352621', true), ('public.phone_number', '0621', false), ('public.locale', 'fr-LU', true), ('public.locale', 'FR', false)) as f (d, v, ok);
select is(t.try(format('select %L::public.email_address', v ->> 'address')), case list when 'valid' then '1' else '23514' end, format('%s e-mail address: %s', list, v ->> 'name'))
    from jsonb_each(:'emails') l (list, vectors), jsonb_array_elements(vectors) v;
select * from finish();
rollback;

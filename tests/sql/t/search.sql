-- SPDX-License-Identifier: Apache-2.0
-- Words, tags and patterns; only in one's own agency; under the policy.
begin;
set local search_path = public, t;
select start(26);
select t.world();
create function t.q(p_query text, p_tags text[] default null, p_patterns jsonb default null) returns text language sql as $$
    select coalesce(string_agg(n, ' ' order by n), '-') from (select case s when t.id('1') then '1' when t.id('2') then '2' when t.id('3') then '3' else '?' end as n
        from app.search_properties(app.agency_id(), p_query, p_tags, p_patterns) s) f
$$;
grant execute on function t.q(text, text[], jsonb) to public;
select t.come('alphaagent', 'alpha');
insert into properties (id, address, city, title, description, features, reference, notes) values
    (t.id('1'), '24, rue Ermesinde', 'Luxembourg', '{"en": "Townhouse with a walled garden", "fr": "Maison de ville avec jardin clos"}', '{}', '{garden,cellar}', 'MA-0412', null),
    (t.id('2'), '3, Kneipp Straße', 'Pétange', '{"fr": "Trois pièces près de la Pétrusse"}', '{"fr": "Œuvre d’un maître"}', '{garden}', 'MA-0413', '100 % sûr'),
    (t.id('3'), 'Route du Vin', 'Remerschen', '{}', '{}', '{}', 'X_1', null);
select is(t.q('townhouse'), '1', 'a word');
select is(t.q('TOWN'), '1', 'its beginning, case aside');
select is(t.q('house'), '-', 'not its end');
select is(t.q('garden wal'), '1', 'all words, the last one unfinished');
select is(t.q('wal garden'), '-', '… the last one only');
select is(t.q('jardin'), '1', 'in every language');
select is(t.q('petrusse'), '2', 'without the accent');
select is(t.q('Pétrusse pièces'), '2', 'with it');
select is(t.q('strasse oeuvre'), '2', 'ß and œ are written out');
select is(t.q('MA-04'), '1 2', 'a reference');
select is(t.q('0413'), '2', 'a part of it');
select is(t.q('!!!'), '-', 'no word finds nothing');
select is(t.q($$a' | b & !c:* <-> \ "$$), '-', 'signs of the query language mean nothing');
select is(t.q(null, '{garden}'), '1 2', 'a tag');
select is(t.q(null, '{garden,cellar}'), '1', 'all tags');
select is(t.q('trois', '{garden}'), '2', 'word and tag');
select is(t.q(null, null, '{"city": "uxemb"}'), '1', 'a part of a text');
select is(t.q(null, null, '{"city": "PETAN"}'), '2', '… accents and case aside');
select is(t.q(null, null, '{"reference": "_"}'), '3', 'signs of like are themselves');
select is(t.q(null, null, '{"city": "a", "address": "vin"}'), '-', 'all patterns');
select is(t.detail($$select app.search_properties(app.agency_id(), null, null, '{"price": "1"}')$$) ->> 'pointer', '/price', 'only columns that are texts');
select is(t.try($$select app.search_properties(app.agency_id(), null, null, '{"city''; drop": "1"}')$$), 'SF422', '… and are known');
select is(t.try($$select app.search_properties(t.id('beta'), 'rue', null, null)$$), 'SF404', 'not in another agency');
select t.go();
select is(t.try($$select app.search_contacts(t.id('beta'), 'contact', null, null)$$), 'SF404', 'nor without one');
select t.come('alphaadmin', 'alpha');
select is(t.count($$select app.search_contacts(t.id('alpha'), 'agent2 c', null, null)$$), 1::bigint, 'contacts: name and address');
select is(t.count($$select app.search_media_items(t.id('alpha'), 'jpg', null, '{"file_name": "A."}')$$), 3::bigint, 'media items: the file''s name');
select * from finish();
rollback;

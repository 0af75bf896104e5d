-- SPDX-License-Identifier: Apache-2.0
-- One search over contacts, properties and deals: words first, spelling when no word is there, each under its policy.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(13);
select t.world();
create function t.all_of(p_query text) returns text language sql as $$
    select coalesce(string_agg(kind, ' ' order by likeness desc, kind), '-')
    from estate.search(p_query, 20) s where s.id in (t.id('x1'), t.id('x2'), t.id('x3'), t.id('x4'))
$$;
grant execute on function t.all_of(text) to public;
select t.come('alphaagent', 'alpha');
insert into contacts (id, name, email) values (t.id('x1'), 'Zélie Kirchen', 'zelie@kirchen.example');
insert into properties (id, address, city, title) values (t.id('x2'), '12, rue Kirchen', 'Remerschen', '{"en": "Winegrower''s house"}');
insert into deals (id, title, amount) values (t.id('x3'), 'Kirchen buys in Remerschen', 1);
select is(t.all_of('kirchen'), 'contacts deals properties', 'all three at once');
select is(t.all_of('remersch'), 'deals properties', 'an unfinished word');
select is(t.all_of('zelie kirchen'), 'contacts', 'all words, accents aside');
select is(t.all_of('winegrower'), 'properties', 'a title in any language');
select is(t.all_of('Remershen'), 'properties deals', 'misspelt, when no word is there');
select is(t.all_of('zelie kirhcen'), 'contacts', '… nearest in names of people');
select is(t.all_of('qqqqqq'), '-', 'nothing like it');
select is(t.all_of('!!'), '-', 'no word');
select is(t.count($$select 1 from estate.search('rue', 1) where kind = 'properties'$$), 1::bigint, 'no more of each than asked for');
update contacts set deleted_at = app.now() where id = t.id('x1');
select is(t.all_of('zelie'), '-', 'what is deleted is not found');
reset role;
set local role stagefy_definer;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
reset role;
select t.come('alphaagent2', 'alpha');
select is(t.all_of('remerschen'), '-', 'where everybody sees their own, nothing of a colleague''s');
select is(t.all_of('remershen'), '-', '… misspelt neither');
select t.come('betaagent', 'beta');
select is(t.all_of('remerschen'), '-', 'nor of another agency''s');
select * from finish();
rollback;

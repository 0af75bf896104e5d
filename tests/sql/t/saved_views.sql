-- SPDX-License-Identifier: Apache-2.0
-- Saved views: whose they are, who reads and changes them, their order, and what became of those in preferences.
begin;
set local search_path = public, t;
select start(36);
select t.world();
create function pg_temp.save(p_word text, p_private boolean, p_list text default 'properties') returns text language sql as $$
    select t.try(format('insert into saved_views (id, list, name, private, filter) values (%L, %L, %L, %L, %L)', t.id(p_word), p_list, p_word, p_private, '{"status": "active"}'))
$$;
grant execute on function pg_temp.save(text, boolean, text) to public;
create temp view mine as select name from saved_views where deleted_at is null;
alter view mine set (security_invoker = true);
grant select on mine to public;
create function pg_temp.seen() returns text language sql as $$ select coalesce(string_agg(name, ' ' order by name collate "C"), '') from mine where name like '%-%' $$;
grant execute on function pg_temp.seen() to public;

-- saving
select t.come('alphaagent', 'alpha');
select is(pg_temp.save('a-own', true), '1', 'an agent saves for itself');
select is(pg_temp.save('a-team', false), '1', 'and for the team');
select results_eq($$select author_id, position, private, version from saved_views where id = t.id('a-own')$$, $$values (t.id('alphaagent'), 2, true, 1)$$, 'as its own, behind the one that there is');
select is((select position from saved_views where id = t.id('a-team')), 3, 'the next one behind it');
select is(pg_temp.save('a-contacts', true, 'contacts'), '1', 'of another list');
select is((select position from saved_views where id = t.id('a-contacts')), 1, 'whose order is its own');
select is(t.try($$insert into saved_views (list, name, author_id) values ('deals', 'x', t.id('alphaadmin'))$$), 'denied', 'nobody saves as somebody else');
select is(t.try($$insert into saved_views (list, name) values ('media_items', 'x')$$), '23514', 'of the lists that have views');
select is(t.try($$insert into saved_views (list, name, filter) values ('deals', 'x', '[]')$$), '23514', 'a filter is an object');
select t.come('alphaviewer', 'alpha');
select is(pg_temp.save('v-own', true), '1', 'a viewer saves for itself');
select is(pg_temp.save('v-team', false), 'denied', 'and not for the team');
select is(t.try($$update saved_views set private = false where id = t.id('v-own')$$), 'denied', 'nor gives it one later');
select t.come('alphaadmin', 'alpha');
select is(pg_temp.save('d-own', true), '1', 'an admin saves for itself');

-- reading, under both visibilities
select is(pg_temp.seen(), 'a-team d-own', 'an admin sees its own and the team''s, and nobody''s private ones');
select t.come('alphaowner', 'alpha');
select is(pg_temp.seen(), 'a-team', 'nor does an owner');
select t.come('alphaviewer', 'alpha');
select is(pg_temp.seen(), 'a-team v-own', 'a viewer: its own and the team''s');
select t.come('root', 'alpha');
select is(pg_temp.seen(), 'a-team', 'a platform admin: the team''s');
select t.come('betaadmin', 'beta');
select is(pg_temp.seen(), '', 'another agency: none');
select t.go();
select is(pg_temp.seen(), '', 'nor whoever has not come in');
reset role;
set local role stagefy_definer;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
reset role;
select t.come('alphaagent2', 'alpha');
select is(pg_temp.seen(), 'a-team', 'owner visibility: the team''s all the same, which tells of no record');

-- changing
select is(t.try($$update saved_views set name = 'x' where id in (t.id('a-own'), t.id('a-team'), t.id('d-own'))$$), '0', 'another agent changes none of them');
select t.come('alphaviewer', 'alpha');
select is(t.try($$update saved_views set name = 'v-own' where id in (t.id('v-own'), t.id('a-team'))$$), '1', 'a viewer its own');
select t.come('alphaadmin', 'alpha');
select is(t.try($$update saved_views set position = 7 where id in (t.id('a-own'), t.id('a-team'))$$), '1', 'an admin the team''s');
select is(t.try($$update saved_views set private = true where id = t.id('a-team')$$), 'denied', 'which an admin takes from nobody');
select t.come('alphaagent', 'alpha');
select is(t.try($$update saved_views set private = true where id = t.id('a-team')$$), '1', 'its author takes it back');
select is(t.try($$update saved_views set private = false where id = t.id('a-team')$$), '1', 'and gives it again');
select is(t.detail($$update saved_views set list = 'contacts' where id = t.id('a-own')$$), '{"pointer": "/list", "code": "read_only"}', 'it stays of its list');
select is(t.try($$update saved_views set list = 'properties', sort = '-price' where id = t.id('a-own')$$), '1', 'which may be said again');
select is(t.try($$update saved_views set author_id = t.id('alphaadmin') where id = t.id('a-own')$$), 'denied', 'and its author''s');
select is(t.try($$update saved_views set deleted_at = now() where id = t.id('a-own')$$), '1', 'its author deletes it');
select t.come('betaowner', 'beta');
select is(t.try($$update saved_views set name = 'x' where id = t.id('a-team')$$), '0', 'another agency changes nothing');

-- what is written down of them
reset role;
select results_eq($$select distinct personal, owner_id from internal.changes where table_name = 'saved_views' and row_id = t.id('a-own')$$, $$values (true, t.id('alphaagent'))$$, 'changes of a private one are its author''s alone');
select t.come('alphaadmin', 'alpha');
select is(t.count($$select 1 from audit_log where table_name = 'saved_views' and row_id in (t.id('a-own'), t.id('v-own'))$$), 0::bigint, 'no admin reads them');

-- a member who leaves leaves no views to anybody
select t.come('alphaowner', 'alpha');
select lives_ok($$select agency.leave(t.id('malphaviewer'), null)$$, 'views are no records that need a successor');
reset role;
select results_eq($$select author_id from saved_views where id = t.id('v-own')$$, $$values (t.id('alphaviewer'))$$, 'they stay their author''s');
select is((select count(*) from saved_views where author_id <> t.id('alphaviewer') and name = 'v-own'), 0::bigint, 'and nobody else''s');
select * from finish();
rollback;

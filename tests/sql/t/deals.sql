-- SPDX-License-Identifier: Apache-2.0
-- Deals: stages, places in them, how a deal ends, who takes part.
begin;
set local search_path = public, t;
select start(54);
select t.world();
create function pg_temp.stage(p_n int, p_agency text default 'alpha') returns uuid language sql security definer as $$
    select id from public.deal_stages where agency_id = t.id(p_agency) and deleted_at is null order by position offset p_n - 1 limit 1
$$;
-- the open deals of a stage in their order, by title
create function pg_temp.board(p_n int) returns text language sql as $$
    select coalesce(string_agg(title, ' ' order by position), '-') from public.deals where stage_id = pg_temp.stage(p_n) and status = 'open' and deleted_at is null
$$;
create function pg_temp.move(p_title text, p_n int, p_after text default null, p_before text default null, p_version int default null) returns text language sql as $$
    select t.try(format('select estate.move_deal(%L, %s, %L, %L, %L)', t.id(p_title), coalesce(p_version::text, 'null'), pg_temp.stage(p_n), t.id(p_after), t.id(p_before)))
$$;
create function pg_temp.pointer(p_sql text) returns text language sql as $$ select t.detail(p_sql) ->> 'pointer' $$;
grant execute on all functions in schema pg_temp to public;

-- stages
select is((select array_agg(name ->> 'en' || ' / ' || (name ->> 'fr') || ' ' || probability order by position) from deal_stages where agency_id = t.id('alpha')),
          array['New enquiry / Nouvelle demande 10', 'Visits / Visites 25', 'Offer / Offre 60', 'Promise signed / Compromis signé 90'], 'an agency begins with stages');
select t.come('alphaagent', 'alpha');
select is(t.count('select 1 from deal_stages'), 4::bigint, 'members see those of their agency');
select is(t.try($$insert into deal_stages (name) values ('{"en": "x"}')$$), 'denied', 'an agent makes none');
select is(t.try($$update deal_stages set probability = 1$$), '0', 'nor changes any');
select is(t.try('select * from estate.reorder_stages(''{}'')'), 'SF403', 'nor arranges them');
select t.come('alphaadmin', 'alpha');
insert into deal_stages (id, name) values (t.id('s5'), '{"en": "Notary"}');
select is((select position from deal_stages where id = t.id('s5')), 5, 'a new one comes last');
select is((select array_agg(id) from estate.reorder_stages(array[t.id('s5')])), (select array[t.id('s5')] || array_agg(id order by position) from deal_stages where id <> t.id('s5')), 'and goes where it is put, the rest behind');
select is((select array_agg(position order by position) from deal_stages), array[1, 2, 3, 4, 5], 'without gaps');
select is(pg_temp.pointer(format('select * from estate.reorder_stages(array[%L, %L]::uuid[])', t.id('s5'), t.id('s5'))), '/ids', 'each once');
select is(pg_temp.pointer(format('select * from estate.reorder_stages(array[%L]::uuid[])', pg_temp.stage(1, 'beta'))), '/ids', 'none of another agency');
select is(t.try($$update deal_stages set deleted_at = app.now() where id = t.id('s5')$$), '1', 'an empty one goes');
select is(t.try(format('update deal_stages set deleted_at = app.now() where id = %L', pg_temp.stage(1))), 'SF409', 'one with open deals does not');
select is(t.try(format('insert into deal_stages (name, %s) values (''{"en": "x"}'', %s)', split_part(what, ' ', 1), split_part(what, ' ', 2))), '23514', 'refused: ' || what)
from unnest(array['probability -1', 'probability 101']) what;
select is(t.try($$insert into deal_stages (name) values ('{}')$$), '23514', 'refused: no name');
select is(t.try('update deal_stages set position = 9'), 'denied', 'places are given by arranging');
update deals set deleted_at = app.now();

-- a deal
select t.come('alphaagent', 'alpha');
insert into deals (id, title, amount) values (t.id('A'), 'A', 100);
select results_eq($$select owner_id, stage_id, status::text, currency::text, closed_at, stage_since, version from deals where id = t.id('A')$$,
                  $$values (t.id('alphaagent'), pg_temp.stage(1), 'open', 'EUR', null::timestamptz, app.now(), 1)$$, 'a deal begins open in the first stage, in the agency''s currency');
insert into deals (id, title) values (t.id('B'), 'B'), (t.id('C'), 'C');
select is(pg_temp.board(1), 'A B C', 'new ones come last');
select is(pg_temp.pointer(format('insert into deals (title, stage_id) values (''x'', %L)', pg_temp.stage(1, 'beta'))), '/stage_id', 'in no stage of another agency');
select is(pg_temp.pointer(format('insert into deals (title, stage_id) values (''x'', %L)', t.id('s5'))), '/stage_id', 'in none that was deleted');
select is(pg_temp.pointer($$insert into deals (title, contact_id) values ('x', t.id('cbetaagent'))$$), '/contact_id', 'with no contact of another agency');
select is(pg_temp.pointer($$insert into deals (title, property_id) values ('x', t.id('pbetaagent'))$$), '/property_id', 'about no property of another agency');
select is(t.try(format('update deals set stage_id = %L', pg_temp.stage(2))), 'denied', 'it is moved by nothing but a move');

-- moving
select is(pg_temp.move('C', 1, p_before => 'A'), '1', 'to the top');
select is(pg_temp.board(1), 'C A B', '… it is');
select pg_temp.move('C', 1, p_after => 'A');
select is(pg_temp.board(1), 'A C B', 'between two');
select pg_temp.move('A', 1);
select is(pg_temp.board(1), 'C B A', 'to the end');
select is((select version from deals where id = t.id('A')), 1, 'a place in the same stage makes no form stale');
select set_config('app.now', (now() + interval '3 days')::text, true);
select pg_temp.move('B', 2);
select pg_temp.move('A', 2, p_before => 'B');
select is(pg_temp.board(1) || ' | ' || pg_temp.board(2), 'C | A B', 'to another stage');
select results_eq($$select version, stage_since from deals where id = t.id('A')$$, $$values (2, now() + interval '3 days')$$, 'which is a new version, and the time in the stage begins');
select results_eq($$select stage_id, entered_at, left_at from estate.deal_stays(t.id('A'))$$,
                  $$values (pg_temp.stage(1), now(), now() + interval '3 days'), (pg_temp.stage(2), now() + interval '3 days', null)$$, 'where it was is kept');
select set_config('app.now', '', true);
do $$ begin for i in 1..60 loop perform estate.move_deal(t.id(case when i % 2 = 0 then 'A' else 'C' end), null, pg_temp.stage(2), null, t.id('B')); end loop; end $$;
select is(pg_temp.board(2), 'C A B', 'however often it is put between two');
do $$ begin for i in 1..200 loop perform estate.move_deal(t.id(case when i % 2 = 0 then 'A' else 'C' end), null, pg_temp.stage(2), t.id(case when i % 2 = 0 then 'C' else 'A' end), null);
                                  perform estate.move_deal(t.id('B'), null, pg_temp.stage(2), t.id(case when i % 2 = 0 then 'C' else 'A' end), null); end loop; end $$;
select cmp_ok((select max(scale(position)) from deals where stage_id = pg_temp.stage(2)), '<=', 40, 'places stay short');
select is(pg_temp.move('A', 2, 'B', 'C'), 'SF422', 'behind one or before one, not both');
select is(pg_temp.pointer(format('select estate.move_deal(t.id(''A''), null, %L, t.id(''nobody''), null)', pg_temp.stage(2))), '/after_id', 'behind none that is not there');
select is(pg_temp.move('A', 2, 'A'), 'SF422', 'nor behind itself');
select is(t.try(format('select estate.move_deal(t.id(''A''), null, %L, null, null)', pg_temp.stage(1, 'beta'))), 'SF422', 'to no stage of another agency');
select is(pg_temp.move('A', 1, p_version => 1), 'SF412', 'not from another version');
select is(pg_temp.move('dbetaagent', 1), 'SF404', 'no deal of another agency');
select t.come('alphaagent2', 'alpha');
select is(pg_temp.move('A', 1), 'SF403', 'nor a colleague''s');
select t.come('alphaviewer', 'alpha');
select is(pg_temp.move('A', 1), 'SF403', 'a viewer moves nothing');
select t.come('alphaagent', 'alpha');

-- how it ends
select is(pg_temp.pointer($$update deals set status = 'lost' where id = t.id('C')$$), '/close_reason', 'what is lost says why');
update deals set status = 'lost', close_reason = 'Bought elsewhere' where id = t.id('C');
select results_eq($$select closed_at, stage_id from deals where id = t.id('C')$$, $$values (app.now(), pg_temp.stage(2))$$, 'when, and in which stage');
select is((select count(*) from estate.deal_stays(t.id('C')) where left_at is null), 0::bigint, 'it is in none any more');
update deals set status = 'won' where id = t.id('B');
select is(pg_temp.board(2), 'A', 'what has ended is off the board');
select pg_temp.move('C', 2, p_before => 'A');
select results_eq($$select status::text, close_reason, closed_at from deals where id = t.id('C')$$, $$values ('open', null, null::timestamptz)$$, 'a move opens it again');
select is(pg_temp.board(2), 'C A', '… where it was put');
select results_eq($$select currency, deals, amount, weighted from estate.deal_totals(null) where stage_id = pg_temp.stage(2)$$, $$values ('EUR', 2::bigint, 100.00, 25.00)$$, 'what a stage comes to, and what is likely of it');

-- who takes part
insert into deal_parties (id, deal_id, contact_id, part, share) values (t.id('b'), t.id('A'), t.id('calphaagent'), 'buyer', 50);
select is((select owner_id from deal_parties where id = t.id('b')), t.id('alphaagent'), 'a party belongs to the deal''s owner');
select is(t.try($$insert into deal_parties (deal_id, contact_id, part) values (t.id('A'), t.id('calphaagent'), 'buyer')$$), '23505', 'each part once');
select is(pg_temp.pointer($$insert into deal_parties (deal_id, contact_id) values (t.id('A'), t.id('cbetaagent'))$$), '/contact_id', 'nobody of another agency');
update deals set deleted_at = app.now() where id = t.id('A');
select isnt((select deleted_at from deal_parties where id = t.id('b')), null, 'parties go with the deal');
update deals set deleted_at = null where id = t.id('A');
select is((select deleted_at from deal_parties where id = t.id('b')), null, 'and come back with it');
select t.come('alphaadmin', 'alpha');
update deals set owner_id = t.id('alphaagent2') where id = t.id('A');
select is((select owner_id from deal_parties where id = t.id('b')), t.id('alphaagent2'), 'and go over with it');
select * from finish();
rollback;

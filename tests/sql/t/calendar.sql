-- SPDX-License-Identifier: Apache-2.0
-- The two ways to visits without signing in: a calendar's secret address, and the link that a visitor has; and the reminder before.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(29);
select t.world();

create function pg_temp.digest(p_word text) returns bytea language sql as $$ select sha256(p_word::bytea) $$;
-- what a calendar program reads at an address: '(shut)', or the visits' begins
create function pg_temp.calendar(p_word text) returns text language sql as $$
    select case when count(*) = 0 then '(shut)' else coalesce(string_agg(f.dtstart, ' ' order by f.dtstart), '') end from estate.read_feed(pg_temp.digest(p_word)) f
$$;
-- a visit of alphaagent's own at p_at in Luxembourg; more than a year from now, when the clocks change on 31 October 2027
create function pg_temp.visit(p_id text, p_at text) returns void language sql as $$
    insert into public.visits (id, agent_id, property_id, contact_id, starts_at)
    values (t.id(p_id), t.id('alphaagent'), t.id('palphaagent'), t.id('calphaagent'), p_at::timestamptz)
$$;
update agencies set time_zone = 'Europe/Luxembourg' where id = t.id('alpha');
delete from visits;

-- the address of a calendar
select t.come('alphaagent', 'alpha');
select is(estate.feed_since(), null, 'at first nobody has an address');
select lives_ok($$select estate.make_feed(pg_temp.digest('one'))$$, 'a member gets one');
select isnt(estate.feed_since(), null, 'and sees since when');
select is(pg_temp.calendar('one'), '', 'a calendar without a visit is open');
select estate.remind_by_feed(true);
select is(estate.feed_reminds(), true, 'it reminds, when that is wanted');
select is((select bool_and(f.reminds) from estate.read_feed(pg_temp.digest('one')) f), true, 'which is read with it');
select pg_temp.visit('w', '2027-10-31 01:30 Europe/Luxembourg');
select pg_temp.visit('x', '2027-10-31 00:30Z');
select pg_temp.visit('y', '2027-10-31 01:30Z');
select pg_temp.visit('z', '2027-10-31 03:30 Europe/Luxembourg');
select is(pg_temp.calendar('one'), '20271031T003000Z 20271031T013000 20271031T013000Z 20271031T033000', 'times are the agency''s, but those that its clocks have twice');
select t.come('alphaagent2', 'alpha');
select is(estate.feed_since(), null, 'a colleague has none by that');
select is(t.try('select estate.remind_by_feed(true)'), 'SF404', 'and nothing that could remind');
select estate.make_feed(pg_temp.digest('colleague'));
select is(pg_temp.calendar('colleague'), '', 'and sees their own visits only');
select t.come('betaadmin', 'beta');
select estate.end_feed();
select isnt(pg_temp.calendar('one'), '(shut)', 'nobody else ends it');
select t.come('alphaagent', 'alpha');
select estate.make_feed(pg_temp.digest('two'));
select results_eq($$select pg_temp.calendar('one'), pg_temp.calendar('two') <> '(shut)'$$, $$values ('(shut)', true)$$, 'a new address ends the one before');
select t.go();
select isnt(pg_temp.calendar('two'), '(shut)', 'it opens to nobody in particular');
select is(t.try($$select from internal.calendar_feeds$$), 'denied', 'whose digests a worker cannot read');
reset role;
delete from internal.entrances where user_id = t.id('alphaagent') and agency_id = t.id('alpha');
select is(pg_temp.calendar('two'), '(shut)', 'it is shut to whoever may no longer come in');
insert into internal.entrances select * from internal.entrances_due on conflict do nothing;
select t.come('root');
select is(t.try($$select estate.make_feed(pg_temp.digest('root'))$$), 'SF403', 'who is no member has no calendar');
select t.come('alphaagent', 'alpha');
select estate.end_feed();
select is(pg_temp.calendar('two'), '(shut)', 'ended, it is shut');

-- a visitor's link
select is(estate.invite_visitor(t.id('x'), 'token'), 'queued', 'the visitor is sent a link');
select t.come('alphaagent2', 'alpha');
select is(t.try($$select from internal.visit_links$$), 'denied', 'digests of links are no worker''s either');
select t.come('betaadmin', 'beta');
select is(t.try($$select estate.invite_visitor(t.id('x'), 'theirs')$$), 'SF404', 'another agency''s visit is not there');
select t.come('alphaviewer', 'alpha');
select is(t.try($$select estate.invite_visitor(t.id('x'), 'viewer')$$), 'SF403', 'who may only read invites nobody');
select t.go();
select results_eq($$select status, time_zone, wish from estate.read_visit_link(pg_temp.digest('token'))$$, $$values ('requested', 'Europe/Luxembourg', null)$$, 'the link shows the visit');
select is(t.try($$select estate.read_visit_link(pg_temp.digest('other'))$$), 'SF410', 'another opens nothing');
select estate.answer_visit_link(pg_temp.digest('token'), 'another_time', 'Rather on Monday', '192.0.2.9');
select estate.answer_visit_link(pg_temp.digest('token'), 'confirm', null, '192.0.2.9');
select t.come('alphaagent', 'alpha');
select results_eq($$select status::text, wish from visits where id = t.id('x')$$, $$values ('confirmed', null)$$, 'what the visitor answered last holds');
select is((select string_agg(params ->> 'answer', ' ' order by created_at, id) from notifications where kind = 'visit_answer'), 'confirm', 'and its agent is told of it');
select estate.invite_visitor(t.id('x'), 'newer');
select is(t.try($$select estate.read_visit_link(pg_temp.digest('token'))$$), 'SF410', 'a newer link ends the one before');

-- the day before
reset role;
select is((select estate.remind_visits()), 0::bigint, 'nobody is reminded a year ahead');
update visits set created_at = app.now() - interval '2 days', starts_at = app.now() + interval '20 hours' where id = t.id('z');
select is((select estate.remind_visits()), 1::bigint, 'a day before, the agent is');
select is((select estate.remind_visits()), 0::bigint, 'once');

select * from finish();
rollback;

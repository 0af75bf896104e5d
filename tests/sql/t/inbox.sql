-- SPDX-License-Identifier: Apache-2.0
-- What other systems send: kept once, applied by a job, seen by platform admins alone; rubbish has bounds.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(35);
select t.world();
create function pg_temp.at(p_when timestamptz) returns void language sql as $$ select set_config('app.now', p_when::text, true) $$;
create function pg_temp.state(p_event text) returns text language sql security definer as $$
    select e.state || coalesce(' ' || e.note, '') || coalesce(' [' || e.waits_for || ']', '') || ' ' || e.attempts from internal.webhook_events e where e.id = t.id(p_event)
$$;
create function pg_temp.jobs() returns text language sql security definer as $$
    select coalesce(string_agg(j.kind || ' ' || (select e.event_id from internal.webhook_events e where e.id::text = j.payload ->> 'event_id'), ', ' order by j.id), 'none')
    from internal.jobs_live j where j.kind like '%.apply'
$$;
create function pg_temp.done() returns void language sql security definer as $$ delete from internal.jobs_live where kind like '%.apply' $$;
create function pg_temp.take(p_event text, p_provider text default 'clerk') returns boolean language sql as $$
    select inbox.take(t.id(p_event), p_provider, 'msg_' || p_event, 'user.created', '{"svix-id": "x"}', '{"type": "user.created"}', '{"signature": "good"}')
$$;
grant execute on all functions in schema pg_temp to public;
select pg_temp.at('2026-11-21 12:00Z');

-- taken once
select t.go();
select is(pg_temp.take('one'), true, 'an event is taken');
select is(pg_temp.jobs(), 'clerk.apply msg_one', 'and there is a job for it');
select is(inbox.take(t.id('again'), 'clerk', 'msg_one', 'x', '{}', 'x', '{}'), false, 'the same again is not');
select is(inbox.take(t.id('other'), 'payfast', 'msg_one', 'x', '{}', 'x', '{}'), true, 'that of another provider is another');
select is(pg_temp.jobs(), 'clerk.apply msg_one, payfast.apply msg_one', 'and has a job of its own');
select is(t.try($$select inbox.take(t.id('x'), 'No', 'x', 'x', '{}', 'x', '{}')$$), '23514', 'a provider has a name');
select is(t.try($$select inbox.event(t.id('one'))$$) || t.try($$select inbox.settle(t.id('one'), 'applied')$$) || t.try($$select inbox.wake('clerk', 'x')$$),
          'denieddenieddenied', 'whoever answers requests applies nothing');

-- applied by its job
select pg_temp.done();
reset role;
set local role stagefy_jobs;
select is((select concat_ws(' ', provider, event_id, type, convert_from(body, 'UTF8'), checks ->> 'signature') from inbox.event(t.id('one'))),
          'clerk msg_one user.created {"type": "user.created"} good', 'a job reads it as it came');
select inbox.failed(t.id('one'), 'no luck', false);
select is(pg_temp.state('one'), 'received no luck 1', 'an attempt that fails leaves it where it was, and says why');
select inbox.failed(t.id('one'), 'no luck', true);
select is(pg_temp.state('one'), 'failed no luck 2', 'the last one does not');
select is(t.count($$select inbox.event(t.id('one'))$$), 1::bigint, 'it can be tried by hand');
select inbox.note_checks(t.id('one'), '{"amount": "good"}');
select inbox.settle(t.id('one'), 'applied', null, t.id('alpha'));
select is(pg_temp.state('one'), 'applied 3', 'it is applied');
select is(t.count($$select inbox.event(t.id('one'))$$), 0::bigint, '… and done with');
select inbox.failed(t.id('one'), 'too late', true);
select is(pg_temp.state('one'), 'applied 3', '… whatever a worker that was given up says');
select is(t.try($$select inbox.replay(t.id('one'))$$), 'denied', 'no job replays');

-- waits, and is woken
select t.go();
select pg_temp.take('two'), pg_temp.take('three'), pg_temp.done();
reset role;
set local role stagefy_jobs;
select inbox.settle(t.id('two'), 'waiting', 'its user is not known yet', null, 'user u1');
select inbox.settle(t.id('three'), 'waiting', null, null, 'user u2');
select is(pg_temp.state('two'), 'waiting its user is not known yet [user u1] 1', 'one that waits says for what');
reset role;
set local role stagefy_definer;
select inbox.wake('payfast', 'user u1');
select is(pg_temp.jobs(), 'none', 'it does not wait for another provider''s');
select inbox.wake('clerk', 'user u1');
select is(pg_temp.jobs() || '; ' || pg_temp.state('two'), 'clerk.apply msg_two; received 1', 'it is applied when that is known');
select is(pg_temp.state('three'), 'waiting [user u2] 1', 'others go on waiting');

-- rubbish
select t.go();
select is((select bool_and(inbox.keep_refused(t.id('bad' || i), 'clerk', 'x', '{}', convert_to(repeat('x', 10000), 'UTF8'), '{"signature": "bad"}', 'the signature is not right'))
           from generate_series(1, 100) i), true, 'what is refused at the door is kept');
select is(inbox.keep_refused(t.id('bad101'), 'clerk', 'x', '{}', 'x', '{}', 'x'), false, '… 100 of them a minute');
select is(inbox.keep_refused(t.id('bad102'), 'payfast', 'x', '{}', 'x', '{}', 'x'), true, '… of each provider');
select pg_temp.at(timestamptz '2026-11-21 12:00Z' + i * interval '61 s'),
       (select count(*) from generate_series(1, 100 + 0 * i) n where inbox.keep_refused(app.uuid7(), 'clerk', 'x', '{}', 'x', '{}', 'x')) from generate_series(1, 5) i;
reset role;
set local role stagefy_definer;
select is((select count(*) || ' ' || max(length(body)) from internal.webhook_events where provider = 'clerk' and event_id is null), '500 8192', 'the last 500 stay, and 8 KiB of each');
select is(t.count('select inbox.event(e.id) from internal.webhook_events e where e.event_id is null'), 0::bigint, 'none of them is ever applied');
insert into internal.webhook_events (id, provider, event_id, type, body, state) select t.id('r' || i), 'payfast', 'r' || i, 'x', 'x', 'refused' from generate_series(1, 1100) i;
select inbox.settle(t.id('other'), 'refused', 'the amount is another');
select is((select count(*) from internal.webhook_events where provider = 'payfast' and event_id is not null and state = 'refused'), 1000::bigint, 'of those refused later the last 1,000');
insert into internal.webhook_events (id, provider, event_id, type, body) select t.id('q' || i), 'payfast', 'q' || i, 'x', 'x' from generate_series(1, 10000) i;
select t.go();
select is(t.try($$select pg_temp.take('full', 'payfast')$$), 'SF429', 'and nobody fills the line');
select is(pg_temp.take('free'), true, '… of others');

-- who looks
select t.come('alphaowner', 'alpha');
select is(t.try('select inbox.list_events(null, null, null, 5)') || t.try($$select inbox.read_event(t.id('one'))$$) || t.try($$select inbox.replay(t.id('one'))$$),
          'SF403SF403SF403', 'no owner sees any of it');
select t.come('root');
select is((select count(*) || string_agg(distinct state, '') from inbox.list_events('clerk', 'refused', null, 600)), '500refused', 'a platform admin sees it, by provider and state');
select is((select array_agg(l.event_id order by l.id desc) from inbox.list_events('clerk', null, (select max(id::text)::uuid from unnest(array[t.id('one'), t.id('two')]) id), 1000) l
           where l.event_id in ('msg_one', 'msg_two')),
          array[case when t.id('one') < t.id('two') then 'msg_one' else 'msg_two' end], '… page by page');
select is((select agency || ' ' || body || ' ' || (headers ->> 'svix-id') || ' ' || checks::text from inbox.read_event(t.id('one'))),
          'alpha {"type": "user.created"} x {"amount": "good", "signature": "good"}', '… each in full');
select pg_temp.done();
select is(t.try($$select inbox.replay(t.id('one'))$$) || t.try($$select inbox.replay(t.id('one'))$$) || ' ' || pg_temp.jobs() || ' ' || pg_temp.state('one'),
          '11 clerk.apply msg_one received 3', 'and has it applied once more, twice being once');
select is((select resource_type || ' ' || old_values || ' ' || new_values || ' ' || (admin_user_id = t.id('root')) from admin_audit_log where resource_id = t.id('one') order by id limit 1),
          'webhook_events {"state": "applied"} {"state": "received"} true', '… which is written down');
select is(t.try($$select inbox.replay((select id from inbox.list_events('clerk', 'refused', null, 1)))$$) || t.try($$select inbox.replay(t.id('none'))$$), 'SF409SF404', 'but not what nobody is known to have sent');

-- forgotten
select pg_temp.done(), pg_temp.at('2026-12-21 12:00:01Z');
reset role;
set local role stagefy_jobs;
select inbox.tidy();
select is(pg_temp.state('one') is null and pg_temp.state('three') is null, true, 'after 30 days it is forgotten');
reset role;
select * from finish();
rollback;

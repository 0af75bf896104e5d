-- SPDX-License-Identifier: Apache-2.0
-- The queue, for those who answer for it; and the index by which people find what they asked for, with much history.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(45);
select t.world();
-- alpha: two wait (one for three minutes), one for later, one at work, three failures, one of them of long ago; beta and the platform: one failure each
create function pg_temp.job(p_word text, p_agency uuid, p_by uuid, p_kind text, p_status text, p_at interval default '0', p_key text default null, p_payload jsonb default '{}')
returns void language sql as $$
    insert into internal.jobs (id, agency_id, enqueued_by, enqueued_role, kind, status, run_at, turn, unique_key, payload, created_at, started_at, ended_at, error, leased_until)
    values (t.id(p_word), p_agency, p_by, 'agent', p_kind, p_status, app.now() - p_at, null, p_key, p_payload, app.now() - greatest(p_at, '0'),
            case when p_status <> 'pending' then app.now() - p_at end, case when p_status in ('completed', 'failed', 'cancelled') then app.now() - p_at end,
            case when p_status = 'failed' then '{"code": "gone"}'::jsonb end, case when p_status = 'processing' then app.now() + interval '1 minute' end)
$$;
create function pg_temp.shown(p_every boolean) returns text[] language sql as $$
    select array_agg(w.word order by w.place) from (
        select n.word, q.place from work.queue_jobs(p_every, 50) with ordinality q (id, agency, kind, status, progress, step, error, attempts, max_attempts, created_at, started_at, ended_at, place)
        join unnest(array['old', 'young', 'later', 'working', 'fail1', 'fail2', 'fail3', 'ancient', 'betafail', 'nobodys', 'done1', 'done2']) n (word) on t.id(n.word) = q.id) w
$$;
create function pg_temp.anew() returns text[] language sql security definer as $$
    select array_agg(n.word order by n.word) from internal.jobs_live j
    join unnest(array['fail1', 'fail2', 'fail3', 'ancient', 'betafail', 'nobodys']) n (word) on t.id(n.word) = j.id
$$;
create function pg_temp.refused(p_who text) returns setof text language plpgsql as $$
declare
    call text;
begin
    foreach call in array array['select work.queue_kinds(false)', 'select work.queue_hours(false)', 'select work.queue_jobs(false, 50)', $q$select work.retry_kind('test.other', 3, false)$q$] loop
        return next is(t.try(call), 'SF403', p_who || ': ' || call);
    end loop;
end
$$;
grant execute on all functions in schema pg_temp to public;
set local role stagefy_definer;
select set_config('app.now', (date_trunc('hour', now()) + interval '30 minutes')::text, true);
select pg_temp.job('old', t.id('alpha'), t.id('alphaagent'), 'test.plain', 'pending', '3 minutes'),
       pg_temp.job('young', t.id('alpha'), t.id('alphaagent'), 'test.plain', 'pending', '1 minute'),
       pg_temp.job('later', t.id('alpha'), t.id('alphaagent'), 'test.plain', 'pending', '-5 minutes'),
       pg_temp.job('working', t.id('alpha'), t.id('alphaagent2'), 'test.other', 'processing', '1 minute'),
       pg_temp.job('fail1', t.id('alpha'), t.id('alphaagent'), 'test.other', 'failed', '2 days', 'one'),
       pg_temp.job('fail2', t.id('alpha'), t.id('alphaagent2'), 'test.other', 'failed', '1 day', 'one'),
       pg_temp.job('fail3', t.id('alpha'), null, 'test.other', 'failed', '20 minutes'),
       pg_temp.job('ancient', t.id('alpha'), null, 'test.other', 'failed', '8 days'),
       pg_temp.job('betafail', t.id('beta'), t.id('betaagent'), 'test.other', 'failed', '40 minutes'),
       pg_temp.job('nobodys', null, null, 'test.other', 'failed', '50 minutes'),
       pg_temp.job('done1', t.id('alpha'), null, 'test.plain', 'completed', '10 minutes'),
       pg_temp.job('done2', t.id('alpha'), null, 'test.plain', 'completed', '2 hours'),
       pg_temp.job('halted', t.id('alpha'), null, 'test.plain', 'cancelled', '2 hours');

-- what a job is about
set local role stagefy_definer;
select pg_temp.job('photo', t.id('alpha'), t.id('alphaagent'), 'test.done', 'completed', '0', null, jsonb_build_object('media_id', t.id('ialphaagent'))),
       pg_temp.job('mail', t.id('alpha'), t.id('alphaagent'), 'test.done', 'completed', '0', null, jsonb_build_object('mail_id', t.id('mail'))),
       pg_temp.job('call', t.id('alpha'), t.id('alphaagent'), 'test.done', 'completed', '0', null, jsonb_build_object('delivery_id', t.id('call'))),
       pg_temp.job('foreign', t.id('beta'), t.id('betaagent'), 'test.done', 'completed', '0', null, jsonb_build_object('media_id', t.id('ialphaagent')));
select t.come('alphaagent', 'alpha');
select results_eq($$select about_table, about_id, property_id from public.jobs where kind = 'test.done' order by about_table$$,
    $$values ('mails', t.id('mail'), null::uuid), ('media_items', t.id('ialphaagent'), t.id('palphaagent')), ('webhook_deliveries', t.id('call'), null)$$, 'a job names its record, and the property of that');
select is((select about_table from public.jobs where id = t.id('old')), null, 'or none');
select t.come('betaagent', 'beta');
select results_eq($$select property_id from public.jobs where id = t.id('foreign')$$, 'values (null::uuid)', 'but no property of another agency');
set local role stagefy_definer;
delete from internal.jobs where kind = 'test.done';

-- who sees it
select t.come('alphaagent', 'alpha');
select * from pg_temp.refused('an agent');
select t.come('alphaviewer', 'alpha');
select * from pg_temp.refused('a viewer');
select t.go();
select * from pg_temp.refused('nobody');
select t.come('alphaowner', 'alpha');
select is(t.try('select work.queue_kinds(true)'), 'SF403', 'an owner does not see everybody''s kinds');
select is(t.try('select work.queue_hours(true)'), 'SF403', 'nor hours');
select is(t.try('select work.queue_jobs(true, 50)'), 'SF403', 'nor jobs');
select is(t.try($$select work.retry_kind('test.other', 5, true)$$), 'SF403', 'nor begins them anew');
select is(t.try($$select work.retry_any(t.id('betafail'))$$), 'SF403', 'one by one neither');

-- what they see
select t.come('alphaadmin', 'alpha');
select results_eq('select kind, waiting, app.now() - oldest_at, later, running, failed from work.queue_kinds(false)',
    $$values ('test.other', 0::bigint, null::interval, 0::bigint, 1::bigint, 3::bigint), ('test.plain', 2, '3 minutes', 1, 0, 0)$$, 'an admin sees depth and age by kind');
select is((select count(*) from work.queue_hours(false)), 24::bigint, 'and a day');
select results_eq('select hour, completed, failed, cancelled from work.queue_hours(false) where completed + failed + cancelled > 0',
    $$values (date_trunc('hour', app.now()) - interval '2 hours', 1::bigint, 0::bigint, 1::bigint), (date_trunc('hour', app.now()), 1, 1, 0)$$, 'by its hours');
select is(pg_temp.shown(false), '{working,fail3,fail2,fail1}', 'what is at work, then failures, newest first');
select is((select array_agg(distinct agency) from work.queue_jobs(false, 50)), '{alpha}', 'of the agency alone');
select is((select count(*) from work.queue_jobs(false, 1)), 2::bigint, 'as many of each as one wants');
select t.come('betaadmin', 'beta');
select is(pg_temp.shown(false), '{betafail}', 'another agency''s admin sees another agency''s');
select t.come('root', 'alpha');
select is(pg_temp.shown(false), '{working,fail3,fail2,fail1}', 'a platform admin sees an agency''s');
select is(pg_temp.shown(true), '{working,fail3,betafail,nobodys,fail2,fail1}', 'and everybody''s');
select results_eq($$select kind, failed from work.queue_kinds(true) where failed > 0$$, $$values ('test.other', 5::bigint)$$, 'by kind too');
select is((select sum(failed) from work.queue_hours(true)), 3::numeric, 'and by hour');

-- all of a kind
select t.come('betaadmin', 'beta');
select is(t.try($$select work.retry_kind('test.other', 3, false)$$), 'SF409', 'nobody begins another number than they have seen');
select t.come('alphaadmin', 'alpha');
select is(t.try($$select work.retry_kind('test.plain', 1, false)$$), 'SF409', 'none is another number too');
select is(work.retry_kind('test.other', 3, false), 2, 'of those with the same key one begins anew');
select is(pg_temp.anew(), '{fail2,fail3}', 'the last');
reset role;
select results_eq($$select status, attempts, enqueued_by, enqueued_role, run_at, ended_at from internal.jobs_live where id = t.id('fail2')$$,
    $$values ('pending', 0::smallint, t.id('alphaagent2'), 'agent', app.now(), null::timestamptz)$$, 'as whoever asked for it');
select t.come('alphaadmin', 'alpha');
select is(work.retry_kind('test.other', 1, false), 0, 'and the others not while that one lives');
select results_eq($$select failed from work.queue_kinds(false) where kind = 'test.other'$$, 'values (1::bigint)', 'they stay where they are');
select t.come('root', null);
select is(t.try($$select work.retry_any(t.id('nobodys'))$$), '1', 'a platform admin begins one of nobody anew');
select is(t.try($$select work.retry_any(t.id('nobodys'))$$), 'SF409', 'once');
select is(t.try($$select work.retry_any(t.id('done1'))$$), 'SF409', 'not one that has completed');
select is(t.try($$select work.retry_any(t.id('unheard'))$$), 'SF404', 'nor one that is not there');
select is(work.retry_kind('test.other', 2, true), 1, 'and all of a kind, whosever they are');
select is(pg_temp.anew(), '{betafail,fail2,fail3,nobodys}', 'but for the one whose work another does');
select t.go();
select set_config(s, '', true) from unnest(array['app.agency_id', 'app.user_id', 'app.role', 'app.reads']) s;
set local role stagefy_jobs;
select work.register('[{"kind": "test.other", "max_attempts": 3, "at_once": 0, "per_minute": 0, "burst": 1}]');
select is((select count(*) from work.claim('w', '{test.other}', 10)), 4::bigint, 'workers are given them');
select * from finish();
rollback;

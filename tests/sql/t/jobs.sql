-- SPDX-License-Identifier: Apache-2.0
-- Jobs: who sees them, who is given which, what a token is good for, how they end.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(97);
select t.world();
create temp table words (word text primary key, id uuid, token uuid);
create temp table old (id uuid, token uuid);
create temp table given (word text, worker text, token uuid);
grant all on words, old, given to public;
-- the worker of jobs, in nobody's name
create function pg_temp.work() returns void language plpgsql as $$
begin
    execute 'reset role';
    perform set_config(s, '', true) from unnest(array['app.agency_id', 'app.user_id', 'app.role', 'app.reads', 'app.request_id', 'app.address']) s;
    execute 'set local role stagefy_jobs';
end
$$;
create function pg_temp.later(p_by interval) returns void language plpgsql as $$
begin
    perform set_config('app.now', (app.now() + p_by)::text, true);
end
$$;
-- claims, and keeps the tokens under the words of the payloads
create function pg_temp.claim(p_kinds text[], p_most int default 1, p_worker text default 'w1') returns text[] language plpgsql as $$
declare
    given text[];
begin
    with taken as (select * from work.claim(p_worker, p_kinds, p_most, 60)), kept as (
        insert into words select payload ->> 'word', taken.id, taken.token from taken
        on conflict (word) do update set id = excluded.id, token = excluded.token returning word)
    select array_agg(word) into given from kept;
    return given;
end
$$;
create function pg_temp.id(p_word text) returns uuid language sql as $$ select id from words where word = p_word $$;
create function pg_temp.token(p_word text) returns uuid language sql as $$ select token from words where word = p_word $$;
create function pg_temp.settle(p_word text, p_outcome text, p_data jsonb default null, p_in_s int default 0) returns int language sql as $$
    select work.settle(jsonb_build_array(jsonb_build_object('job', pg_temp.id(p_word), 'token', pg_temp.token(p_word), 'outcome', p_outcome,
                                                            'data', p_data, 'in_s', p_in_s)))
$$;
create function pg_temp.job(p_word text) returns internal.jobs language sql security definer as $$ select * from internal.jobs where payload ->> 'word' = p_word $$;
grant execute on all functions in schema pg_temp to public;

-- asking, and seeing
select t.go();
select is(t.try($$select work.enqueue('test.plain')$$), 'P0001', 'nobody asks for a job without an agency');
select t.come('alphaagent', 'alpha');
select is(t.try($$select work.enqueue('test.plain', '{"word": "first"}')$$), '1', 'an agent asks for one');
select is(t.try($$select work.enqueue('Test', '{}')$$), '23514', 'a kind is a domain and a verb');
select is(work.enqueue('test.plain', '{"word": "key"}', 'k'), work.enqueue('test.plain', '{"word": "other"}', 'k'), 'with a key the live job answers');
select isnt(work.enqueue('test.plain', '{"word": "key2"}', 'k2'), work.enqueue('test.again', '{"word": "key3"}', 'k2'), 'the key of another kind is another key');
select is(t.try($$select work.enqueue_platform('test.plain')$$), 'denied', 'the platform''s are not for requests');
select is(t.try($$select work.enqueue_for(t.id('beta'), 'test.plain')$$), 'denied', 'nor are another agency''s');
select is(t.try($$select * from work.claim('w', '{test.plain}', 1)$$), 'denied', 'requests are given none');
select is(t.count('select 1 from public.jobs'), 4::bigint, 'whoever asked sees them');
select is(t.try('select payload from internal.jobs'), 'denied', 'what is in them is nobody''s business');
select t.come('alphaagent2', 'alpha');
select is(t.count('select 1 from public.jobs'), 0::bigint, 'a colleague does not');
select t.come('alphaviewer', 'alpha');
select is(t.count('select 1 from public.jobs'), 0::bigint, 'nor does a viewer');
select t.come('alphaadmin', 'alpha');
select is(t.count('select 1 from public.jobs'), 4::bigint, 'an admin does');
select t.come('betaowner', 'beta');
select is(t.count('select 1 from public.jobs'), 0::bigint, 'nobody of another agency does');
select is(t.try($$select work.enqueue('test.plain', '{"word": "beta"}', 'k')$$), '1', 'the key of another agency is another key');
select is(t.count('select 1 from public.jobs'), 1::bigint, 'each has its own');
select t.go();
select is(t.count('select 1 from public.jobs'), 0::bigint, 'nobody sees nothing');

-- who is given which
select pg_temp.work();
select is(t.try('select 1 from internal.jobs'), 'denied', 'the worker reads no table');
select is(t.try('select 1 from public.jobs'), 'denied', 'nor the view');
select is(pg_temp.claim('{test.plain}'), null, 'a kind that no program has said it knows is given to nobody');
select work.register('[{"kind": "test.plain", "max_attempts": 3, "at_once": 0, "per_minute": 0, "burst": 1},
                       {"kind": "test.again", "max_attempts": 2, "at_once": 0, "per_minute": 0, "burst": 1},
                       {"kind": "test.two", "max_attempts": 2, "at_once": 2, "per_minute": 0, "burst": 1},
                       {"kind": "test.slow", "max_attempts": 2, "at_once": 0, "per_minute": 60, "burst": 2}]');
select is(pg_temp.claim('{test.plain}'), '{first}', 'the first');
select is(pg_temp.claim('{test.plain}'), '{beta}', 'then another agency''s, though two came before');
select is(pg_temp.claim('{test.again,test.plain}'), '{key3}', 'between kinds as the worker names them');
select is(pg_temp.claim('{test.plain}', 10), '{key,key2}', 'and as many as it wants');
select is(pg_temp.claim('{test.plain,test.again}', 10), null, 'nothing is given twice');
select is(pg_temp.settle('first', 'done', '{"n": 1}'), 1, 'done');
select results_eq($$select status, progress, result, ended_at from pg_temp.job('first')$$, $$values ('completed', 100::smallint, '{"n": 1}'::jsonb, app.now())$$, 'it has completed');
select is(pg_temp.settle('first', 'done'), 0, 'once');
reset role;
select is((select count(*) from internal.jobs_live where id = pg_temp.id('first')), 0::bigint, 'and is out of the way');
delete from words;
set local role stagefy_definer;
delete from internal.jobs;

-- a hundred of one agency, one of another
select t.come('alphaagent', 'alpha');
select count(work.enqueue('test.plain', jsonb_build_object('word', 'a' || n))) from generate_series(1, 100) n;
select pg_temp.work();
select is(pg_temp.claim('{test.plain}', 3), '{a1,a2,a3}', 'alone, an agency has it all');
select t.come('betaagent', 'beta');
select work.enqueue('test.plain', '{"word": "b1"}'), work.enqueue('test.plain', '{"word": "b2"}');
select pg_temp.work();
select is(pg_temp.claim('{test.plain}') || pg_temp.claim('{test.plain}') || pg_temp.claim('{test.plain}') || pg_temp.claim('{test.plain}'), '{a4,b1,a5,b2}', 'then they take turns');
select t.come('betaagent', 'beta');
select work.enqueue('test.plain', '{"word": "high"}', p_priority => 5);
select pg_temp.work();
select is(pg_temp.claim('{test.plain}'), '{high}', 'a higher priority goes first');
-- a time that has not come
select t.come('betaagent', 'beta');
select count(work.enqueue('test.again', jsonb_build_object('word', 'later' || n), p_run_at => app.now() + interval '1 minute')) from generate_series(1, 3) n;
select t.come('alphaagent', 'alpha');
select work.enqueue('test.again', '{"word": "later4"}', p_run_at => app.now() + interval '1 minute');
select pg_temp.work();
select is(pg_temp.claim('{test.again}'), null, 'nothing before its time');
select pg_temp.later('61 seconds');
select is(pg_temp.claim('{test.again}') || pg_temp.claim('{test.again}') || pg_temp.claim('{test.again}'), '{later1,later4,later2}', 'then in turns as well');
reset role;
delete from words;
set local role stagefy_definer;
delete from internal.jobs;

-- limits
select t.come('alphaagent', 'alpha');
select count(work.enqueue('test.two', jsonb_build_object('word', 'two' || n))), count(work.enqueue('test.slow', jsonb_build_object('word', 'slow' || n))) from generate_series(1, 5) n;
select pg_temp.work();
select is(pg_temp.claim('{test.two}', 10), '{two1,two2}', 'two at once');
select is(pg_temp.claim('{test.two}', 10), null, 'and no third');
select pg_temp.settle('two1', 'done');
select is(pg_temp.claim('{test.two}', 10), '{two3}', 'until one has ended');
select is(pg_temp.claim('{test.slow}', 10), '{slow1,slow2}', 'a bucket of two');
select is(pg_temp.claim('{test.slow}', 10), null, 'is empty then');
select pg_temp.later('1500 milliseconds');
select is(pg_temp.claim('{test.slow}', 10), '{slow3}', 'and fills in time');
select pg_temp.later('500 milliseconds');
select is(pg_temp.claim('{test.slow}', 10), '{slow4}', 'nothing of it gets lost');
reset role;
delete from words;
set local role stagefy_definer;
delete from internal.jobs;

-- the fence
select t.come('alphaagent', 'alpha');
select work.enqueue('test.plain', '{"word": "fence"}');
select pg_temp.work();
select pg_temp.claim('{test.plain}');
select is(t.try(format('select app.enter_job(%L, %L)', pg_temp.id('fence'), app.uuid7())), 'SF409', 'another token is refused');
select is(t.try(format('select app.enter_job(%L, %L)', pg_temp.id('fence'), pg_temp.token('fence'))), '1', 'its own is let in');
select results_eq('select app.agency_id(), app.user_id(), app.role(), app.reads_all()', $$values (t.id('alpha'), t.id('alphaagent'), 'agent', true)$$, 'as whoever asked');
select pg_temp.work();
select is(work.progress(pg_temp.id('fence'), pg_temp.token('fence'), 40, 'half way'), false, 'it tells how far it is');
select results_eq($$select progress, step from pg_temp.job('fence')$$, $$values (40::smallint, 'half way')$$, 'for those who watch');
select pg_temp.later('50 seconds');
select results_eq(format($$select * from work.beat('[{"job": %I, "token": %I}]', 60)$$, pg_temp.id('fence'), pg_temp.token('fence')), format($$values (%L::uuid, false)$$, pg_temp.id('fence')), 'it renews its lease');
select pg_temp.later('50 seconds');
select is(pg_temp.claim('{test.plain}', p_worker => 'w2'), null, 'which holds');
select pg_temp.later('11 seconds');
insert into old select id, token from words;
select is(t.try(format('select app.enter_job(%L, %L)', pg_temp.id('fence'), pg_temp.token('fence'))), 'SF409', 'past its lease it is refused, though nobody else has the job');
select is(t.try(format('select work.complete(%L, %L)', pg_temp.id('fence'), pg_temp.token('fence'))), 'SF409', 'so is its end');
select is(t.try(format('select work.progress(%L, %L, 1)', pg_temp.id('fence'), pg_temp.token('fence'))), 'SF409', 'and its progress');
select is(t.count(format($$select * from work.beat('[{"job": %I, "token": %I}]', 60)$$, pg_temp.id('fence'), pg_temp.token('fence'))), 0::bigint, 'what has run out is not renewed');
select is(pg_temp.settle('fence', 'done'), 0, 'and nothing is settled');
select is(pg_temp.claim('{test.plain}', p_worker => 'w2'), '{fence}', 'another worker has it');
select is(t.try(format('select app.enter_job(id, token) from old')), 'SF409', 'whoever wakes up late is refused');
select is(t.try(format('select work.complete(id, token) from old')), 'SF409', 'with its end too');
select is(t.try(format('select work.complete(id, token, %L) from words', '{"by": "w2"}')), '1', 'and the other one ends it');
select results_eq($$select status, attempts, worker, result from pg_temp.job('fence')$$, $$values ('completed', 2::smallint, 'w2', '{"by": "w2"}'::jsonb)$$, 'once');
reset role;
delete from words;

-- how it ends
select t.come('alphaagent', 'alpha');
select work.enqueue('test.again', '{"word": "again"}'), work.enqueue('test.plain', '{"word": "poison"}'), work.enqueue('test.two', '{"word": "never"}'), work.enqueue('test.slow', '{"word": "snooze"}');
select pg_temp.work();
select pg_temp.claim('{test.again}');
select is(pg_temp.settle('again', 'again', '{"code": "timeout"}', 20), 1, 'it failed, and may succeed');
select results_eq($$select status, attempts, error, run_at from pg_temp.job('again')$$, $$values ('pending', 1::smallint, '{"code": "timeout"}'::jsonb, app.now() + interval '20 seconds')$$, 'it waits for another attempt');
select pg_temp.later('21 seconds');
select is(pg_temp.claim('{test.again}'), '{again}', 'and has it');
select pg_temp.settle('again', 'again', '{"code": "internal"}', 20);
select results_eq($$select status, attempts, error from pg_temp.job('again')$$, $$values ('failed', 2::smallint, '{"code": "internal"}'::jsonb)$$, 'the last one is the last one');
-- claimed by workers that die of it
select is(pg_temp.claim('{test.plain}'), '{poison}', 'a poisonous one');
select pg_temp.later('61 seconds');
select is((select count(*) from work.claim('w1', '{test.plain}', 1, 60, false)), 0::bigint, 'a claim that does not look puts no lost job back');
select is(pg_temp.claim('{test.plain}'), '{poison}', 'comes again after the lease');
select pg_temp.later('61 seconds');
select is(pg_temp.claim('{test.plain}'), '{poison}', 'and again');
select pg_temp.later('61 seconds');
select is(pg_temp.claim('{test.plain}'), null, 'but not for ever');
select results_eq($$select status, attempts, error ->> 'code' from pg_temp.job('poison')$$, $$values ('failed', 3::smallint, 'worker-lost')$$, 'it is kept');
select pg_temp.claim('{test.two}');
select pg_temp.settle('never', 'never', '{"code": "gone"}');
select results_eq($$select status, attempts, error from pg_temp.job('never')$$, $$values ('failed', 1::smallint, '{"code": "gone"}'::jsonb)$$, 'some fail for good at once');
select pg_temp.claim('{test.slow}');
select pg_temp.settle('snooze', 'later', null, 10);
select results_eq($$select status, attempts, error, run_at from pg_temp.job('snooze')$$, $$values ('pending', 0::smallint, null::jsonb, app.now() + interval '10 seconds')$$, 'to be asked again later is no attempt');
select pg_temp.later('10 seconds');
select is(pg_temp.claim('{test.slow}'), '{snooze}', 'it comes again');
select is(work.release('nobody'), 0, 'a worker hands back what it has');
select is(work.release('w1'), 1, 'all of it');
select is(pg_temp.claim('{test.slow}'), '{snooze}', 'and the next one has it at once');
select is((select attempts from pg_temp.job('snooze')), 1::smallint, 'no attempt is counted');

-- cancel, and begin anew
select t.come('alphaagent2', 'alpha');
select is(t.try(format('select work.cancel(%L)', pg_temp.id('snooze'))), 'SF404', 'a colleague cancels nothing');
select is(t.try(format('select work.retry(%L)', pg_temp.id('poison'))), 'SF404', 'and begins nothing anew');
select t.come('betaowner', 'beta');
select is(t.try(format('select work.cancel(%L)', pg_temp.id('snooze'))), 'SF404', 'nor does another agency');
select t.come('alphaagent', 'alpha');
select work.cancel(pg_temp.id('snooze'));
select is((select cancel_asked from public.jobs where id = pg_temp.id('snooze')), true, 'one at work is told to stop');
select is(t.try(format('select work.cancel(%L)', pg_temp.id('poison'))), 'SF409', 'one that has failed cannot be cancelled');
select pg_temp.work();
select is(work.progress(pg_temp.id('snooze'), pg_temp.token('snooze'), 1), true, 'it hears of it');
select pg_temp.settle('snooze', 'again', '{"code": "conflict"}', 5);
select is((select status from pg_temp.job('snooze')), 'cancelled', 'and is cancelled when it stops');
select t.come('alphaadmin', 'alpha');
select is(t.try(format('select work.retry(%L)', pg_temp.id('poison'))), '1', 'an admin begins a failed one anew');
select results_eq($$select status, attempts, enqueued_by from public.jobs where id = pg_temp.id('poison')$$, $$values ('pending', 0::smallint, t.id('alphaadmin'))$$, 'under its id, as the admin');
select is(t.try(format('select work.retry(%L)', pg_temp.id('poison'))), 'SF409', 'once');
select work.cancel(pg_temp.id('poison'));
select is((select status from public.jobs where id = pg_temp.id('poison')), 'cancelled', 'one that waits is cancelled at once');
select is(t.try(format('select work.cancel(%L)', pg_temp.id('poison'))), '1', 'twice is once');

-- several ends at once come to what each comes to alone
select t.come('alphaagent', 'alpha');
select work.enqueue('test.plain', jsonb_build_object('word', how || outcome)) from unnest('{one-,all-}'::text[]) how, unnest('{done,never,again,later,asked}'::text[]) outcome;
select pg_temp.work();
select pg_temp.claim('{test.plain}', 10);
select t.come('alphaadmin', 'alpha');
select work.cancel(id) from words where word like '%-asked';
set local role stagefy_definer;
update internal.jobs_live set attempts = max_attempts where payload ->> 'word' like '%-again';
reset role;
create temp table ends as select word, jsonb_build_object('job', id, 'token', token, 'outcome', case split_part(word, '-', 2) when 'asked' then 'later' else split_part(word, '-', 2) end,
    'data', case when word like '%-done' then '{"n": 1}'::jsonb when word not like '%-later' then '{"code": "gone"}' end, 'in_s', 30) as told
    from words where word ~ '^(one|all)-';
grant select on ends to public;
select pg_temp.work();
select is((select sum(work.settle(jsonb_build_array(told))) from ends where word like 'one-%'), (select work.settle(jsonb_agg(told))::bigint from ends where word like 'all-%'), 'five ends, told at once or each alone');
reset role;
select results_eq($$select status, result, error, progress, attempts, cancel_asked, turn, token, leased_until, ended_at, worker from internal.jobs where payload ->> 'word' like 'one-%' order by payload ->> 'word'$$,
    $$select status, result, error, progress, attempts, cancel_asked, turn, token, leased_until, ended_at, worker from internal.jobs where payload ->> 'word' like 'all-%' order by payload ->> 'word'$$, 'come to the same');

-- for several workers at once
select t.come('alphaagent', 'alpha');
select work.enqueue('test.plain', jsonb_build_object('word', word)) from unnest('{shared-1,shared-2,shared-3,shared-4}'::text[]) word;
select work.enqueue('test.two', '{"word": "shared-0"}');
select pg_temp.work();
insert into given select payload ->> 'word' as word, worker, token from work.claim('{w2,w1,w2,w3}', '{test.two,test.plain}', 60, false);
select results_eq('select word, worker from given order by word', $$values ('shared-0', 'w2'), ('shared-1', 'w1'), ('shared-2', 'w2'), ('shared-3', 'w3')$$, 'each has the next, in the order of their names');
select results_eq($$select payload ->> 'word', worker from work.claim('{w3,w4}', '{test.plain}', 60, false)$$, $$values ('shared-4', 'w3')$$, 'who comes last may have none');
reset role;
select is((select count(distinct g.token) from given g join internal.jobs j on j.payload ->> 'word' = g.word and j.token = g.token and j.worker = g.worker), 4::bigint, 'with a token of its own, under the name of its worker');
select is(t.count($$select 1 from internal.jobs_live where (token is null) = (status = 'processing')$$), 0::bigint, 'only what somebody holds has a token');

-- plans outlive the moment in which the table was empty, and then any index that can answer costs the same
select is(t.count($$select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey::smallint[])
    where i.indrelid = 'internal.jobs_live'::regclass and a.attname = 'id' and not i.indisprimary and i.indpred is null$$), 0::bigint, 'only the primary key answers for an id alone');

-- with whose rights
select t.come('alphaagent', 'alpha');
select work.enqueue('test.plain', '{"word": "left"}');
set local role stagefy_definer;
select work.enqueue_for(t.id('beta'), 'test.plain', '{"word": "system"}'), work.enqueue_platform('test.plain', '{"word": "platform"}');
select pg_temp.work();
select pg_temp.claim('{test.plain}', 10);
reset role;
set local role stagefy_definer;
update public.memberships set left_at = now() where agency_id = t.id('alpha') and user_id = t.id('alphaagent');
select pg_temp.work();
select is(t.try('select app.enter_job(id, token) from words where word = ''left'''), 'SF403', 'whoever has left has no rights');
select app.enter_job(id, token) from words where word = 'system';
select results_eq('select app.agency_id(), app.user_id(), app.role()', $$values (t.id('beta'), null::uuid, 'admin')$$, 'what nobody asked for has an admin''s');
select pg_temp.work();
select app.enter_job(id, token) from words where word = 'platform';
select results_eq('select app.agency_id(), app.user_id(), app.role()', $$values (null::uuid, null::uuid, null::text)$$, 'the platform''s has none');
select * from finish();
rollback;

-- SPDX-License-Identifier: Apache-2.0
-- Jobs that come by themselves, and what goes for good.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(25);
select t.world();
create function pg_temp.due() returns table (schedule text, agency uuid, zone text, was timestamptz) language sql as $$
    select schedule, agency_id, zone, was from work.due_schedules(100) order by schedule, zone
$$;
create function pg_temp.jobs() returns table (kind text, agency uuid, payload jsonb) language sql security definer as $$
    select kind, agency_id, payload from internal.jobs order by kind, agency_id
$$;
create function pg_temp.at(p_when timestamptz) returns void language sql as $$ select set_config('app.now', p_when::text, true) $$;
grant execute on all functions in schema pg_temp to public;
update public.agencies set time_zone = 'Africa/Johannesburg' where id = t.id('beta');
select pg_temp.at('2026-11-21 12:00Z');

set local role stagefy_jobs;
select work.register_schedules('[{"name": "night", "cron": "15 3 * * *", "kind": "test.night", "per_agency": false},
                                 {"name": "digest", "cron": "0 8 * * *", "kind": "test.digest", "payload": {"x": 1}, "per_agency": true}]');
select is(t.try('select 1 from internal.schedules'), 'denied', 'the worker reads no table');
select results_eq('select * from pg_temp.due()', $$values ('digest', t.id('beta'), 'Africa/Johannesburg', null::timestamptz), ('digest', t.id('alpha'), 'Europe/Luxembourg', null), ('night', null, 'UTC', null)$$, 'new ones are to be planned, for each agency in its zone');
select is(work.fire_schedule('night', null, null, '2026-11-22 03:15Z', 'UTC'), false, 'to be planned is not to be due');
select is(work.fire_schedule('digest', t.id('alpha'), null, '2026-11-22 07:00Z', 'Europe/Luxembourg'), false, 'for an agency too');
select is(work.fire_schedule('digest', t.id('beta'), null, '2026-11-22 06:00Z', 'Africa/Johannesburg'), false, 'and for the other');
select is(t.count('select * from pg_temp.due()'), 0::bigint, 'then nothing is due');
select is(t.count('select * from pg_temp.jobs()'), 0::bigint, 'and nothing was asked for');

select pg_temp.at('2026-11-22 06:00Z');
select results_eq('select * from pg_temp.due()', $$values ('digest', t.id('beta'), 'Africa/Johannesburg', '2026-11-22 06:00Z'::timestamptz), ('night', null, 'UTC', '2026-11-22 03:15Z')$$, 'what is due, and what was missed');
select is(work.fire_schedule('digest', t.id('beta'), '2026-11-22 06:00Z', '2026-11-23 06:00Z', 'Africa/Johannesburg'), true, 'whoever puts in the next time asks for the job');
select is(work.fire_schedule('digest', t.id('beta'), '2026-11-22 06:00Z', '2026-11-23 06:00Z', 'Africa/Johannesburg'), false, 'the second one does not');
select is(work.fire_schedule('night', null, '2026-11-22 03:15Z', '2026-11-23 03:15Z', 'UTC'), true, 'the platform''s too');
select results_eq('select * from pg_temp.jobs()', $$values ('test.digest', t.id('beta'), '{"x": 1}'::jsonb), ('test.night', null, '{}')$$, 'one job each');
select pg_temp.at('2026-11-23 06:00Z');
select is(work.fire_schedule('digest', t.id('beta'), '2026-11-23 06:00Z', '2026-11-24 06:00Z', 'Africa/Johannesburg'), true, 'the next day');
select is(t.count('select * from pg_temp.jobs()'), 2::bigint, 'a job that has not ended is not asked for twice');

select t.come('betaowner', 'beta');
update public.agencies set time_zone = 'America/Toronto' where id = t.id('beta');
reset role;
set local role stagefy_jobs;
select results_eq('select * from pg_temp.due() where agency = t.id(''beta'')', $$values ('digest', t.id('beta'), 'America/Toronto', null::timestamptz)$$, 'an agency that moves is planned anew');
select is(work.fire_schedule('digest', t.id('beta'), null, '2026-11-24 06:00Z', 'Africa/Johannesburg'), false, 'by its new clock alone');
select is(t.count('select 1 from pg_temp.due() where agency = t.id(''beta'')'), 1::bigint, 'which has not been done');
reset role;
set local role stagefy_definer;
insert into public.agencies (id, slug, name) values (t.id('gamma'), 'gamma', 'Gamma');
reset role;
set local role stagefy_jobs;
select is(t.count('select 1 from pg_temp.due() where agency = t.id(''gamma'')'), 1::bigint, 'a new agency is planned');
select work.register_schedules('[{"name": "night", "cron": "15 4 * * *", "kind": "test.night", "per_agency": false}]');
select results_eq('select * from pg_temp.due()', $$values ('night', null::uuid, 'UTC', null::timestamptz)$$, 'what has changed is planned anew, what is gone is gone');

-- for good
reset role;
set local role stagefy_definer;
update public.agencies set deleted_keep_days = 10 where id = t.id('beta');
update public.properties set deleted_at = app.now() - interval '20 days' where id in (t.id('palphaagent'), t.id('pbetaagent'));
update public.contacts set deleted_at = app.now() - interval '31 days' where id = t.id('calphaagent');
update public.media_items set deleted_at = app.now() - interval '31 days' where id = t.id('ialphaagent2');
reset role;
set local role stagefy_jobs;
select results_eq($$select c ->> 'contact_emails', c ->> 'media_items', c ->> 'properties', c ->> 'contacts' from work.purge_deleted(100) c$$, $$values ('1', '1', '1', '1')$$, 'what was deleted long enough ago, by its agency''s word');
reset role;
select is((select count(*) from public.properties where id = t.id('palphaagent')), 1::bigint, 'what can be restored stays');
select is((select contact_id from public.properties where id = t.id('palphaagent')), null, 'without a contact that is gone');
select is((select count(*) from public.media_items where id = t.id('ibetaagent') and property_id is null), 1::bigint, 'photos of a property that is gone are the sweeper''s');

set local role stagefy_definer;
insert into internal.jobs_ended (kind, status, ended_at) values ('test.old', 'completed', app.now() - interval '200 days');
reset role;
set local role stagefy_jobs;
select work.drop_old_jobs(90);
select is(t.count($$select * from pg_temp.jobs() where kind = 'test.old'$$), 0::bigint, 'jobs that ended long ago go');
select pg_temp.at('2027-06-01 12:00Z');
select cmp_ok(work.drop_old_jobs(90), '>=', 2, 'month by month');
select * from finish();
rollback;

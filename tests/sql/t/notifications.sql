-- SPDX-License-Identifier: Apache-2.0
-- Notifications: who sees them, what groups, what is told when, what a digest takes and never takes twice.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(48);
select t.world();
-- those of the world, and what others have left
set local role stagefy_definer;
delete from notifications;
delete from notification_preferences;
reset role;
create function pg_temp.operator() returns void language plpgsql as $$
begin
    execute 'reset role';
    perform set_config(s, '', true) from unnest(array['app.agency_id', 'app.user_id', 'app.role', 'app.reads', 'app.request_id', 'app.address']) s;
    execute 'set local role stagefy_definer';
end
$$;
create function pg_temp.later(p_by interval) returns void language sql as $$ select set_config('app.now', (app.now() + p_by)::text, true) $$;
create function pg_temp.tell(p_person text, p_key text, p_kind text default 'job_failed') returns boolean language sql as $$
    select notify.tell(t.id('alpha'), t.id(p_person), p_kind, '{"job": "mail.send"}', 'jobs', t.id(p_key), p_key, null)
$$;
create function pg_temp.said(p_person text) returns text language sql as $$
    select string_agg(kind || ' ' || group_key || ' ' || times, ', ' order by happened_at, kind) from notifications where user_id = t.id(p_person)
$$;
grant execute on all functions in schema pg_temp to public;

create temp table seen (id uuid);
grant all on seen to public;

-- who may do what
select t.come('alphaowner', 'alpha');
select is(t.try($$select notify.tell(t.id('alpha'), t.id('alphaagent'), 'job_failed', '{}', 'jobs', t.id('x'))$$), 'denied', 'requests tell nobody of anything');
select is(t.try($$select notify.tell_managers(t.id('alpha'), 'job_failed', '{}', 'jobs', t.id('x'))$$), 'denied', '… nor all managers');
select is(t.try($$insert into notifications (agency_id, user_id, kind, subject_type, subject_id, group_key, in_app, by_mail)
    values (t.id('alpha'), t.id('alphaowner'), 'job_failed', 'jobs', t.id('x'), 'x', true, false)$$), 'denied', '… nor write a row');
select is(t.try('update notifications set read_at = now()'), 'denied', '… nor change one');
select is(t.try('insert into notification_preferences (agency_id, user_id) values (t.id(''alpha''), t.id(''alphaagent''))'), 'denied', '… nor another''s wishes');
select is(t.try('select * from notify.due(t.id(''alphaagent''))'), 'denied', 'digests are the job workers''');

-- who sees it
select pg_temp.operator();
select is(pg_temp.tell('alphaagent', 'a'), true, 'somebody is told');
select is(pg_temp.tell('betaowner', 'a'), false, 'nobody who is no member');
select is(pg_temp.tell('nobody', 'a'), false, 'nobody who is not there');
select is(notify.tell(t.id('alpha'), t.id('alphaagent'), 'job_failed', '{}', 'jobs', t.id('b'), null, t.id('alphaagent')), false, 'nobody of what they did themselves');
insert into seen select id from notifications;
select t.come('alphaagent', 'alpha');
select is(t.count('select 1 from notifications'), 1::bigint, 'one sees one''s own');
select is(t.count($$select 1 from record_changes where table_name = 'notifications'$$), 1::bigint, '… and its history');
select t.come('alphaowner', 'alpha');
select is(t.count('select 1 from notifications'), 0::bigint, 'an owner does not see it');
select is(t.count($$select 1 from audit_log where table_name = 'notifications'$$), 0::bigint, '… nor its changes in the audit log');
select is(notify.mark_read((select id from seen)), false, '… nor reads it for somebody');
select is(t.count($$select 1 from record_changes where row_id = (select id from seen)$$), 0::bigint, '… nor sees in any history that it was there');
select t.come('root', 'alpha', 16);
select is(t.count('select 1 from notifications'), 0::bigint, 'nor does a platform admin');
select pg_temp.operator();
select results_eq($$select distinct owner_id, personal, admin_only, diff ? 'params' from internal.changes
    where table_name = 'notifications' and row_id = (select id from seen)$$,
    $$values (t.id('alphaagent'), true, false, false)$$, 'its changes are the person''s, without what it says');

-- groups
select pg_temp.tell('alphaagent', 'a');
select pg_temp.tell('alphaagent', 'a', 'job_completed');
select is(pg_temp.said('alphaagent'), 'job_completed a 1, job_failed a 2', 'the same again counts; another kind is another one');
update notifications set read_at = app.now() where user_id = t.id('alphaagent') and kind = 'job_failed';
select pg_temp.later('1 minute');
select pg_temp.tell('alphaagent', 'a');
select is(pg_temp.said('alphaagent'), 'job_completed a 1, job_failed a 2, job_failed a 1', 'after it was read it begins anew');
update notifications set mailed_at = app.now() where user_id = t.id('alphaagent') and read_at is null and kind = 'job_failed';
select pg_temp.later('1 minute');
select pg_temp.tell('alphaagent', 'a');
select is(pg_temp.said('alphaagent'), 'job_completed a 1, job_failed a 2, job_failed a 1, job_failed a 1', '… and after it was mailed');
delete from notifications;

-- what one wants
select t.come('alphaagent', 'alpha');
select notify.prefer('off', '[{"kind": "job_failed", "in_app": false}, {"kind": "job_completed", "in_app": false, "mail": true}]');
select results_eq($$select kind, in_app, mail, mail_digest from notify.preferences() where kind in ('job_failed', 'job_completed') order by kind$$,
    $$values ('job_completed', false, true, 'off'), ('job_failed', false, true, 'off')$$, 'is what one said');
select t.come('alphaagent2', 'alpha');
select is(t.count('select 1 from notification_preferences'), 0::bigint, 'others neither see it');
select results_eq($$select in_app, mail, mail_digest from notify.preferences() where kind = 'job_failed'$$, $$values (true, true, 'soon')$$, '… nor have it');
select t.come('root', 'alpha', 16);
select is(t.try($$select notify.prefer('off', '[]')$$), 'SF403', 'who is no member has no wishes');
select pg_temp.operator();
select is(pg_temp.tell('alphaagent', 'a'), false, 'in no way: it is not kept');
select is((select count(*) from notifications), 0::bigint, '… at all');
select t.come('alphaagent', 'alpha');
select notify.prefer('soon', null);
select pg_temp.operator();
select is(pg_temp.tell('alphaagent', 'a'), true, 'by mail alone');
select t.come('alphaagent', 'alpha');
select is(t.count('select 1 from notifications'), 0::bigint, '… no list shows it');
select is(notify.mark_all_read(app.now() + interval '1 day'), 0, '… and nobody reads it there');
select notify.prefer('soon', '[{"kind": "job_failed", "in_app": true}, {"kind": "job_completed", "in_app": true, "mail": false}]');
select pg_temp.operator();
delete from notifications;

-- what tells by itself
select work.enqueue_for(t.id('alpha'), 'test.plain') is null;
update internal.jobs_live set enqueued_by = t.id('alphaagent') where kind = 'test.plain';
select internal.end_jobs(array_agg(id), array['failed'], array[null::jsonb], array[null::jsonb]) from internal.jobs_live where kind = 'test.plain';
select is(pg_temp.said('alphaagent'), 'job_failed test.plain 1', 'a job that failed tells whoever asked for it');
select work.enqueue_for(t.id('alpha'), 'test.plain') is null;
select internal.end_jobs(array_agg(id), array['failed'], array[null::jsonb], array[null::jsonb]) from internal.jobs_live where kind = 'test.plain';
select is((select count(*) from notifications), 1::bigint, 'one that nobody asked for tells nobody');
select work.enqueue_for(t.id('alpha'), 'test.plain', jsonb_build_object('tell', array[t.id('alphaagent'), t.id('alphaagent2')])) is null;
select internal.end_jobs(array_agg(id), array['completed'], array[null::jsonb], array[null::jsonb]) from internal.jobs_live where kind = 'test.plain';
select is((select count(*) from notifications where kind = 'job_completed'), 2::bigint, 'one that completed tells those it is to tell');
select t.come('alphaadmin', 'alpha');
update memberships set role = 'viewer' where user_id = t.id('alphaagent2');
update memberships set role = 'agent' where user_id = t.id('alphaadmin');
select pg_temp.operator();
select is((select string_agg(user_id::text || (params ->> 'role'), ' ') from notifications where kind = 'role_changed'), t.id('alphaagent2') || 'viewer', 'another role tells its holder, unless it was the holder');
delete from notifications;

-- digests
update users set email_verified = true, locale = 'fr' where id = t.id('alphaagent');
select pg_temp.tell('alphaagent', 'a');
select is(notify.ask_digests(), 0, 'nothing within ten minutes');
select pg_temp.later('10 minutes');
select pg_temp.tell('alphaagent', 'b');
select is(notify.ask_digests(), 1, 'then one job');
select is(notify.ask_digests(), 1, '… which is asked for as long as it has not run');
select is((select count(*) from internal.jobs_live where kind = 'notify.digest'), 1::bigint, '… and is there once');
select app.set_context(t.id('alpha'), null, 'admin', 'all', null, null);
select is((select array_agg(language) from notify.due(t.id('alphaagent'))), array['fr', 'fr'], 'it takes all there is, in the reader''s language');
select notify.mail_digest(t.id('alphaagent'), array_agg(id), '[{"text": "x"}]') from notify.due(t.id('alphaagent'));
select results_eq($$select template, audience::text, language, params ->> 'count' from internal.mails$$, $$values ('digest', 'platform', 'fr', '2')$$, 'one mail, which is not the managers''');
select is((select count(*) from notify.due(t.id('alphaagent'))), 0::bigint, 'and nothing is left');
select is(t.try($$select notify.mail_digest(t.id('alphaagent'), array_agg(id), '[]') from notifications$$), 'SF409', 'nothing goes out twice');
select pg_temp.tell('alphaagent', 'c');
select pg_temp.later('11 minutes');
update notifications set read_at = app.now() where group_key = 'c';
select is((select count(*) from notify.due(t.id('alphaagent'))), 0::bigint, 'what was read meanwhile does not');
select pg_temp.tell('alphaagent', 'd');
select pg_temp.later('8 days');
select is((select count(*) from notify.due(t.id('alphaagent'))), 0::bigint, 'what is a week old does not any more');

-- eight in the morning, on both sides of a change of clocks
select is(internal.last_morning('Europe/Luxembourg'), w.at::timestamptz, 'the last eight o''clock before ' || w.now)
from (values ('2026-03-29 05:59+00', '2026-03-28 07:00+00'), ('2026-03-29 06:00+00', '2026-03-29 06:00+00'), ('2026-10-25 06:59+00', '2026-10-24 06:00+00'),
             ('2026-10-25 07:30+00', '2026-10-25 07:00+00')) w (now, at), lateral set_config('app.now', w.now, true);
select * from finish();
rollback;

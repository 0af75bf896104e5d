-- SPDX-License-Identifier: Apache-2.0
-- Tasks: what one knows by itself, what repeats, who may.
begin;
set local search_path = public, t;
select start(47);
select t.world();
-- a task, as one line: status, due where the agency is, what repeats
create function pg_temp.line(p_id uuid) returns text language sql as $$
    select status || ' ' || coalesce(to_char(due_at at time zone 'Europe/Luxembourg', 'YYYY-MM-DD HH24:MI:SS'), '-') || case when done_at is null then '' else ' done' end
    from public.tasks where id = p_id and deleted_at is null
$$;
create function pg_temp.follower(p_id uuid) returns uuid language sql as $$
    select id from public.tasks where previous_id = p_id and deleted_at is null
$$;
-- makes a task due at p_due (Luxembourg), does it at p_now, answers when the next one is due
create function pg_temp.next(p_repeats text, p_due text, p_now text, p_every int default 1) returns text language plpgsql as $$
declare
    made uuid := app.uuid7();
begin
    insert into public.tasks (id, title, due_at, repeats, repeat_every) values (made, 'x', p_due::timestamp at time zone 'Europe/Luxembourg', p_repeats, p_every);
    perform set_config('app.now', (p_now::timestamp at time zone 'Europe/Luxembourg')::text, true);
    update public.tasks set status = 'done' where id = made;
    perform set_config('app.now', '', true);
    return to_char((select due_at from public.tasks where previous_id = made) at time zone 'Europe/Luxembourg', 'YYYY-MM-DD HH24:MI');
end
$$;

select t.come('alphaagent', 'alpha');
insert into tasks (id, title) values (t.id('t'), 'Call Anouk');
select results_eq($$select owner_id, assignee_id, status::text, priority::text, due_at, done_at, repeats::text, version from tasks where id = t.id('t')$$,
                  $$values (t.id('alphaagent'), t.id('alphaagent'), 'open', 'normal', null::timestamptz, null::timestamptz, null::text, 1)$$, 'a task begins open, and as the caller''s to do');
update tasks set status = 'done' where id = t.id('t');
select results_eq($$select done_at, version from tasks where id = t.id('t')$$, $$values (app.now(), 2)$$, 'doing it notes when');
select set_config('app.now', (now() + interval '1 hour')::text, true);
update tasks set title = 'Call Anouk again' where id = t.id('t');
select is((select done_at from tasks where id = t.id('t')), now(), 'once');
select set_config('app.now', '', true);
update tasks set status = 'open' where id = t.id('t');
select is((select done_at from tasks where id = t.id('t')), null, 'taking it back forgets it');
select is(pg_temp.follower(t.id('t')), null, 'what does not repeat makes no other');

-- the whole day
insert into tasks (id, title, due_at, all_day) values (t.id('day'), 'x', '2026-03-29 08:00+02', true);
select is(pg_temp.line(t.id('day')), 'open 2026-03-29 23:59:59', 'of the whole day: due until its last second, where the agency is');
update tasks set title = 'y' where id = t.id('day');
select is(pg_temp.line(t.id('day')), 'open 2026-03-29 23:59:59', 'another change leaves that');
update tasks set all_day = false where id = t.id('day');
update tasks set due_at = '2026-03-29 23:30+00' where id = t.id('day');
select is(pg_temp.line(t.id('day')), 'open 2026-03-30 01:30:00', 'with a time it is that time');

-- repeating
select is(pg_temp.next('daily', '2026-05-04 09:00', '2026-05-04 10:00'), '2026-05-05 09:00', 'daily: tomorrow');
select is(pg_temp.next('daily', '2026-05-04 09:00', '2026-05-04 08:00'), '2026-05-05 09:00', 'done early, too');
select is(pg_temp.next('daily', '2026-05-04 09:00', '2026-05-09 10:00'), '2026-05-10 09:00', 'days that nobody did are not made up for');
select is(pg_temp.next('weekly', '2026-05-04 09:00', '2026-05-06 10:00', 2), '2026-05-18 09:00', 'every other week');
select is(pg_temp.next('weekly', '2025-05-05 09:00', '2026-05-06 10:00'), '2026-05-11 09:00', 'the same weekday after a year');
select is(pg_temp.next('monthly', '2026-01-31 09:00', '2026-01-31 10:00'), '2026-02-28 09:00', 'monthly: the last day where the month is shorter');
select is(pg_temp.next('monthly', '2026-01-31 09:00', '2026-03-01 10:00'), '2026-03-31 09:00', '… and the 31st again');
select is(pg_temp.next('monthly', '2020-01-31 09:00', '2026-02-20 10:00'), '2026-02-28 09:00', 'none is passed over after years');
select is(pg_temp.next('yearly', '2024-02-29 09:00', '2024-02-29 10:00'), '2025-02-28 09:00', 'yearly');
select is(pg_temp.next('yearly', '2024-02-29 09:00', '2027-03-01 10:00'), '2028-02-29 09:00', 'with its leap day');
select is(pg_temp.next('daily', '2026-03-28 09:00', '2026-03-28 10:00'), '2026-03-29 09:00', 'the same time of day when summer begins');
select is(pg_temp.next('weekly', '2026-10-19 09:00', '2026-10-19 10:00'), '2026-10-26 09:00', '… and when it ends');

insert into tasks (id, title, notes, due_at, repeats, priority, contact_id, property_id, assignee_id)
values (t.id('r'), 'Check the keys', 'at the back', '2026-05-04 07:00+00', 'weekly', 'high', t.id('calphaagent'), t.id('palphaagent'), t.id('alphaagent2'));
select set_config('app.now', '2026-05-04 08:00+00', true);
select t.come('alphaagent2', 'alpha');
update tasks set status = 'done' where id = t.id('r');
select results_eq($$select owner_id, assignee_id, title, notes, priority::text, contact_id, property_id, repeats::text, version from tasks where id = pg_temp.follower(t.id('r'))$$,
                  $$values (t.id('alphaagent'), t.id('alphaagent2'), 'Check the keys', 'at the back', 'high', t.id('calphaagent'), t.id('palphaagent'), 'weekly', 1)$$,
                  'the next one is like it, whoever did this one');
select is(t.count($$select 1 from tasks where previous_id = t.id('r')$$), 1::bigint, '… and alone');
update tasks set status = 'open' where id = t.id('r');
select is(pg_temp.follower(t.id('r')), null, 'taking it back takes the next one away');
update tasks set status = 'done' where id = t.id('r');
select isnt(pg_temp.follower(t.id('r')), null, 'and doing it again brings one');
update tasks set title = 'Check the new keys' where id = pg_temp.follower(t.id('r'));
update tasks set status = 'open' where id = t.id('r');
select isnt(pg_temp.follower(t.id('r')), null, 'what somebody has worked on stays');
update tasks set status = 'done' where id = t.id('r');
select is(t.count($$select 1 from tasks where previous_id = t.id('r') and deleted_at is null$$), 1::bigint, '… and is the next one');
select set_config('app.now', '', true);
select t.come('alphaagent', 'alpha');
update contacts set deleted_at = app.now() where id = t.id('calphaagent');
select is(t.try($$update tasks set status = 'done' where id = pg_temp.follower(t.id('r'))$$), '1', 'a contact that was deleted meanwhile keeps nobody from doing it');
insert into tasks (id, title, due_at, repeats, status) values (t.id('h'), 'x', now(), 'daily', 'done');
select is(pg_temp.follower(t.id('h')), null, 'what was done before it came here makes no next one');
select is(t.detail($$insert into tasks (title, repeats) values ('x', 'daily')$$) ->> 'pointer', '/due_at', 'what repeats has a date');
select is(t.detail($$update tasks set due_at = null where id = t.id('r')$$) ->> 'pointer', '/due_at', 'and keeps one');

-- what it points to
select is(t.detail($$insert into tasks (title, contact_id) values ('x', t.id('cbetaagent'))$$), '{"pointer": "/contact_id", "code": "not_found"}'::jsonb, 'no contact of another agency');
select is(t.detail($$insert into tasks (title, contact_id) values ('x', t.id('calphaagent'))$$) ->> 'pointer', '/contact_id', 'none that was deleted');
select is(t.detail($$insert into tasks (title, property_id) values ('x', t.id('nobody'))$$) ->> 'pointer', '/property_id', 'no property that there is not');
select is(t.detail($$insert into tasks (title, assignee_id) values ('x', t.id('betaagent'))$$) ->> 'pointer', '/assignee_id', 'nobody of another agency does it');
select is(t.detail($$insert into tasks (title, assignee_id) values ('x', t.id('gone'))$$) ->> 'pointer', '/assignee_id', 'nor who has left');
select is(t.try(format('insert into tasks (title, %s) values (''x'', %s)', split_part(what, ' ', 1), split_part(what, ' ', 2))), '23514', 'refused: ' || what)
from unnest(array['status ''gone''', 'priority ''top''', 'repeats ''hourly''', 'repeat_every 0', 'repeat_every 366']) what;

-- who may
insert into tasks (id, title, assignee_id) values (t.id('for2'), 'for a colleague', t.id('alphaagent2')), (t.id('mine'), 'mine', t.id('alphaagent'));
reset role;
set local role stagefy_definer;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
reset role;
select t.come('alphaagent2', 'alpha');
select is(t.count($$select 1 from tasks where id in (t.id('for2'), t.id('mine'))$$), 1::bigint, 'under owner visibility one reads what one is to do');
select is(t.try($$update tasks set status = 'done' where id = t.id('for2')$$), '1', 'and does it');
select is(t.try($$update tasks set owner_id = t.id('alphaagent2') where id = t.id('for2')$$), 'SF403', 'but does not take it over');
select is(t.try($$update tasks set assignee_id = t.id('alphaadmin') where id = t.id('for2')$$), 'denied', 'nor hands it on');
select t.come('alphaagent', 'alpha');
select is(t.try($$update tasks set assignee_id = t.id('alphaadmin') where id = t.id('for2')$$), '1', 'that is its owner''s to do');

-- a member who leaves hands over both
select t.come('alphaadmin', 'alpha');
select is(t.try(format('select agency.leave(%L, %L)', t.id('malphaagent'), t.id('malphaagent2'))), '1', 'a member leaves');
select results_eq($$select owner_id, assignee_id from tasks where id = t.id('mine')$$, $$values (t.id('alphaagent2'), t.id('alphaagent2'))$$, 'and a successor owns and does the tasks');
select * from finish();
rollback;

-- SPDX-License-Identifier: Apache-2.0
-- Visitors hear of a visit that is moved or called off: who had it confirmed, once a change, unless the agent does not want that.
begin;
set local search_path = public, t;
select start(17);
select t.world();
-- mails so far: how many, and the last one
create function pg_temp.mails() returns text language sql security definer as $$
    select count(*) || coalesce(' ' || max(template) filter (where n = 1) || ': ' || max(subject) filter (where n = 1), '')
    from (select template, subject, row_number() over (order by id desc) n from internal.mails where template like 'visit\_%') m
$$;
create function pg_temp.change(p_set text) returns text language plpgsql as $$
begin
    execute format('update public.visits set %s where id = %L', p_set, t.id('v'));
    return pg_temp.mails();
end
$$;
grant execute on all functions in schema pg_temp to public;
select t.come('alphaagent', 'alpha');
insert into visits (id, property_id, contact_id, starts_at) values (t.id('v'), t.id('palphaagent'), t.id('calphaagent'), '2036-07-01 08:00+00');

select is(pg_temp.change('starts_at = ''2036-07-02 08:00+00'''), '0', 'nobody who has confirmed nothing');
select is(pg_temp.change('status = ''confirmed'''), '0', 'nor when it is confirmed');
select is(pg_temp.change('starts_at = ''2036-07-03 08:00+00'''), '1 visit_moved: Your visit was changed: 03.07.2036 at 10:00', 'moved: one mail, in the agency''s time');
select is(pg_temp.change('place = ''At the gate'''), '2 visit_moved: Your visit was changed: 03.07.2036 at 10:00', 'another place, too');
reset role;
select is((select params - 'agency' from internal.mails where template = 'visit_moved' order by id desc limit 1),
          '{"agent": "Alpha Agent", "place": "At the gate", "old_place": "1, rue agent", "day": "03.07.2036", "time": "10:00", "old_day": "03.07.2036", "old_time": "10:00"}', 'what it says');
select is((select to_address || ' ' || reply_to from internal.mails where template = 'visit_moved' order by id desc limit 1), 'c.agent@example.com alphaagent@example.com', 'an answer goes to the agent');
select t.come('alphaagent', 'alpha');
select is(left(pg_temp.change('notes = ''Keys'', buffer_minutes = 10, rating = 4'), 1), '2', 'what does not concern them: none');
select is(left(pg_temp.change('starts_at = ''2036-07-04 08:00+00'', tells_visitor = false'), 1), '2', 'nor when the agent does not want it');
select is(left(pg_temp.change('starts_at = ''2036-07-05 08:00+00'''), 1), '2', 'from then on');
select is(left(pg_temp.change('starts_at = ''2036-07-06 08:00+00'', tells_visitor = true'), 1), '3', 'until the agent does again');
select is(left(pg_temp.change('contact_id = t.id(''calphaadmin''), starts_at = ''2036-07-07 08:00+00'''), 1), '3', 'another visitor has confirmed nothing');
select is(left(pg_temp.change('deleted_at = app.now()'), 1), '3', 'one that is deleted');
select is(left(pg_temp.change('deleted_at = null'), 1), '3', 'and back');
select is(pg_temp.change('status = ''cancelled'''), '4 visit_cancelled: Your visit on 07.07.2036 does not take place', 'called off: one mail');

insert into visits (id, property_id, contact_id, starts_at, status) values (t.id('past'), t.id('palphaagent'), t.id('calphaagent'), app.now() - interval '2 hours', 'confirmed'),
    (t.id('mute'), t.id('palphaagent'), null, '2036-07-01 08:00+00', 'confirmed'), (t.id('own'), t.id('palphaagent'), t.id('calphaagent'), '2036-07-02 08:00+00', 'confirmed');
update visits set status = 'cancelled' where id in (t.id('past'), t.id('mute'));
select is(left(pg_temp.mails(), 1), '4', 'none of what is over, nor without a visitor');
select estate.invite_visitor(t.id('own'), 'token');
select t.go();
select lives_ok($$select estate.answer_visit_link(sha256('token'), 'cancel', null, null)$$, 'a visitor calls it off');
select is(left(pg_temp.mails(), 1), '4', 'and is not told what they did');
select * from finish();
rollback;

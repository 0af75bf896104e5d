-- SPDX-License-Identifier: Apache-2.0
-- Visits: what one knows by itself, how it goes on, who may, and that nobody is in two places at once.
begin;
set local search_path = public, t;
select start(51);
select t.world();

-- tries to book p_agent and p_property for half an hour from p_at on 4 January: 'ok', or what is in the way and whether that is shown
create function pg_temp.book(p_id text, p_agent text, p_property text, p_at text, p_buffer int default 0) returns text language plpgsql as $$
declare
    d text;
begin
    insert into public.visits (id, agent_id, property_id, starts_at, buffer_minutes)
    values (t.id(p_id), t.id(p_agent), t.id(p_property), ('2027-01-04 ' || p_at || '+00')::timestamptz, p_buffer);
    return 'ok';
exception when sqlstate 'SF409' then
    get stacked diagnostics d = pg_exception_detail;
    return (d::jsonb ->> 'pointer') || ' ' || (d::jsonb ->> 'code') || coalesce(' ' || (d::jsonb -> 'params' ->> 'starts_at'), '');
end
$$;
-- what becomes of a change to the visit of id p_id
create function pg_temp.change(p_id text, p_set text) returns text language plpgsql as $$
declare
    n int;
begin
    execute format('update public.visits set %s where id = %L', p_set, t.id(p_id));
    get diagnostics n = row_count;
    return case n when 0 then 'nothing' else 'ok' end;
exception when others then
    return sqlstate;
end
$$;

select t.come('alphaagent', 'alpha');
insert into visits (id, property_id, starts_at) values (t.id('v'), t.id('palphaagent'), '2026-07-01 08:00+00');
select results_eq($$select owner_id, agent_id, status::text, ends_at, buffer_minutes, busy_until, sequence, version from visits where id = t.id('v')$$,
                  $$values (t.id('alphaagent'), t.id('alphaagent'), 'requested', timestamptz '2026-07-01 08:30+00', 0, timestamptz '2026-07-01 08:30+00', 0, 1)$$,
                  'a visit is asked for, shown by whoever booked it, and half an hour long');
update visits set ends_at = '2026-07-01 09:00+00', buffer_minutes = 15 where id = t.id('v');
select results_eq($$select busy_until, sequence, version from visits where id = t.id('v')$$, $$values (timestamptz '2026-07-01 09:15+00', 1, 2)$$, 'its agent is busy until the buffer is over');
update visits set starts_at = '2026-07-02 10:00+00' where id = t.id('v');
select results_eq($$select ends_at, busy_until, sequence from visits where id = t.id('v')$$, $$values (timestamptz '2026-07-02 11:00+00', timestamptz '2026-07-02 11:15+00', 2)$$, 'moved, it stays as long as it was');
update visits set notes = 'x', buffer_minutes = 10 where id = t.id('v');
select results_eq($$select sequence, version from visits where id = t.id('v')$$, $$values (2, 4)$$, 'what does not concern those who come is no new sequence');
update visits set place = 'At the gate' where id = t.id('v');
select is((select sequence from visits where id = t.id('v')), 3, 'where to meet is');
select is(pg_temp.change('v', 'ends_at = starts_at'), 'SF422', 'it ends after it begins');
select is(pg_temp.change('v', 'ends_at = starts_at + interval ''13 hours'''), 'SF422', 'and within twelve hours');

-- how it goes on
select results_eq($$select a.s || ' ' || b.s from unnest(array['requested', 'confirmed', 'done', 'no_show', 'cancelled']) a (s), unnest(array['requested', 'confirmed', 'done', 'no_show', 'cancelled']) b (s) where estate.visit_may_become(a.s, b.s) order by 1$$,
                  $$values ('confirmed cancelled'), ('confirmed done'), ('confirmed no_show'), ('requested cancelled'), ('requested confirmed')$$, 'the edges');
select is(pg_temp.change('v', 'status = ''done'''), 'SF409', 'what was not agreed on was not done');
select is(pg_temp.change('v', 'status = ''no_show'''), 'SF409', 'nor missed');
select is(pg_temp.change('v', 'status = ''requested'''), 'ok', 'as it is is fine');
select is(pg_temp.change('v', 'status = ''confirmed'', cancel_reason = ''x'''), 'ok', 'agreed');
select results_eq($$select status::text, cancel_reason, sequence from visits where id = t.id('v')$$, $$values ('confirmed', null, 4)$$, '… without a reason against it, in a new sequence');
select is(pg_temp.change('v', 'status = ''requested'''), 'SF409', 'not back');
select is(pg_temp.change('v', 'status = ''done'', rating = 4, interest = ''strong'''), 'ok', 'done');
select is(pg_temp.change('v', 'starts_at = starts_at + interval ''1 day'''), 'SF409', 'what is done is not moved');
select is(pg_temp.change('v', 'feedback = ''Likes it'''), 'ok', 'feedback comes later');
select is(pg_temp.change('v', 'rating = 6'), '23514', 'at most five');
select is(pg_temp.change('v', 'status = ''cancelled'''), 'SF409', 'nor called off');

-- one place at a time
select is(pg_temp.book('a', 'alphaagent', 'palphaagent', '10:00', 15), 'ok', 'ten to half past');
select is(pg_temp.book('x', 'alphaagent', 'palphaagent2', '10:15'), '/agent_id overlaps 2027-01-04T10:00:00Z', 'the agent is there');
select is(pg_temp.book('x', 'alphaagent2', 'palphaagent', '10:15'), '/property_id overlaps 2027-01-04T10:00:00Z', 'the property is shown');
select is(pg_temp.book('x', 'alphaagent', 'palphaagent2', '10:40'), '/agent_id overlaps 2027-01-04T10:00:00Z', 'on the way back');
select is(pg_temp.book('b', 'alphaagent', 'palphaagent2', '10:45'), 'ok', 'right behind the buffer');
select is(pg_temp.book('c', 'alphaagent2', 'palphaadmin', '10:00'), 'ok', 'somebody else somewhere else');
select is(pg_temp.book('x', 'alphaagent', 'palphaadmin', '09:20', 45), '/agent_id overlaps 2027-01-04T10:00:00Z', 'a buffer reaches into the next one');
select is(pg_temp.change('b', 'starts_at = ''2027-01-04 10:20+00'''), 'SF409', 'nor is it moved there');
select is(pg_temp.change('b', 'buffer_minutes = 30'), 'ok', 'longer where there is room');
select is(pg_temp.change('b', 'notes = ''x'''), 'ok', 'other changes do not ask');
select is(pg_temp.change('a', 'status = ''cancelled'', cancel_reason = ''Ill'''), 'ok', 'called off');
select results_eq($$select cancel_reason, sequence from visits where id = t.id('a')$$, $$values ('Ill', 1)$$, '… for a reason, in a new sequence');
select is(pg_temp.book('d', 'alphaagent', 'palphaagent', '10:00'), 'ok', 'what was called off frees the slot');
select is(pg_temp.change('d', 'deleted_at = now()'), 'ok', 'deleted');
select is(pg_temp.book('e', 'alphaagent', 'palphaagent', '10:10'), 'ok', '… too');
select is(pg_temp.change('d', 'deleted_at = null'), 'SF409', 'and does not come back into it');

-- what is in the way is named to those who may see it
reset role;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
select t.come('alphaagent2', 'alpha');
select is(pg_temp.book('x', 'alphaagent', 'palphaagent2', '10:15'), '/agent_id overlaps', 'a colleague is busy, whatever it is');
select is(t.count('select 1 from visits where id = t.id(''e'')'), 0::bigint, 'which stays the colleague''s');
select is(t.count('select 1 from visits where id = t.id(''c'')'), 1::bigint, 'what one is to show, one reads');
select is(pg_temp.change('c', 'status = ''confirmed'''), 'ok', 'and confirms');
select is(pg_temp.change('c', 'agent_id = t.id(''alphaadmin'')'), '42501', 'but does not give away');
select is(pg_temp.change('c', 'owner_id = t.id(''alphaagent2'')'), 'SF403', 'nor take over');
reset role;
update agencies set record_visibility = 'team' where id = t.id('alpha');

-- what it points to
select t.come('alphaagent', 'alpha');
select is(t.try('insert into visits (property_id, starts_at) values (t.id(''pbetaagent''), now())'), 'SF422', 'no property of another agency');
select is(t.try('insert into visits (property_id, contact_id, starts_at) values (t.id(''palphaagent''), t.id(''cbetaagent''), now())'), 'SF422', 'no contact of another agency');
select is(t.try('insert into visits (property_id, agent_id, starts_at) values (t.id(''palphaagent''), t.id(''betaagent''), now())'), 'SF422', 'nobody of another agency');
select is(t.try('insert into visits (property_id, agent_id, starts_at) values (t.id(''palphaagent''), t.id(''gone''), now())'), 'SF422', 'nobody who has left');

-- without the trigger that says it well, the constraints hold
reset role;
set local role stagefy_owner;
alter table visits disable trigger occupy;
set local role stagefy_definer;
select throws_ok($$insert into visits (agency_id, owner_id, agent_id, property_id, starts_at) values (t.id('alpha'), t.id('alphaagent'), t.id('alphaagent'), t.id('palphaadmin'), '2027-01-04 10:45+00')$$,
                 '23P01', null, 'an agent is never booked twice');
select throws_ok($$insert into visits (agency_id, owner_id, agent_id, property_id, starts_at) values (t.id('alpha'), t.id('alphaagent'), t.id('alphaadmin'), t.id('palphaagent2'), '2027-01-04 10:45+00')$$,
                 '23P01', null, 'nor is a property');
set local role stagefy_owner;
alter table visits enable trigger occupy;

-- a colleague leaves: the heir, who is elsewhere for one of two, gets the other
reset role;
set local role stagefy_definer;
insert into visits (id, agency_id, owner_id, agent_id, property_id, starts_at) values
    (t.id('h'), t.id('alpha'), t.id('alphaagent2'), t.id('alphaagent2'), t.id('palphaagent2'), '2027-02-01 10:00+00'),
    (t.id('i'), t.id('alpha'), t.id('alphaagent2'), t.id('alphaagent2'), t.id('palphaagent2'), '2027-02-01 12:00+00'),
    (t.id('j'), t.id('alpha'), t.id('alphaagent'), t.id('alphaagent'), t.id('palphaagent'), '2027-02-01 12:10+00');
select is(agency.hand_over(t.id('alpha'), t.id('alphaagent2'), t.id('alphaagent')), true, 'handed over');
select results_eq($$select agent_id, owner_id from visits where id in (t.id('h'), t.id('i')) order by starts_at$$,
                  $$values (t.id('alphaagent'), t.id('alphaagent')), (null, t.id('alphaagent'))$$, 'nobody shows what the heir cannot');
reset role;
select t.come('alphaagent', 'alpha');
select is(pg_temp.change('i', 'status = ''confirmed'''), 'ok', 'which goes on as it was');
select is(pg_temp.change('i', 'agent_id = t.id(''alphaagent'')'), 'SF409', 'still not by the heir');

select * from finish();
rollback;

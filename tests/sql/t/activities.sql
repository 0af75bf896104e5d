-- SPDX-License-Identifier: Apache-2.0
-- The timeline: what writes itself into it, once; what is written by hand; what is private.
begin;
set local search_path = public, t;
select start(37);
select t.world();
-- what the caller sees about a property, the newest first
create function pg_temp.line(p_property uuid) returns text language sql as $$
    select string_agg(kind || ' ' || coalesce(nullif(text, ''), details::text), ', ' order by happened_at desc, id desc) from public.activities where property_id = p_property
$$;
create function pg_temp.seen(p_text text) returns bigint language sql as $$ select count(*) from public.activities where text = p_text $$;
create function pg_temp.hidden(p_person text, p_agency text) returns boolean language plpgsql as $$
begin
    perform t.come(p_person, p_agency);
    return pg_temp.seen('secret') = 0 and not exists (select from public.activities a join secret using (id))
       and not exists (select from public.record_changes c join secret s on s.id = c.row_id) and not exists (select from public.audit_log c join secret s on s.id = c.row_id)
       and not exists (select from public.events c join secret s on s.id = c.row_id);
end
$$;

-- by itself
select t.come('alphaagent', 'alpha');
insert into properties (id, address, price, status) values (t.id('p'), 'x', 200000, 'active');
select is(pg_temp.line(t.id('p')), null, 'a new property has no history');
update properties set status = 'pending' where id = t.id('p');
select is(pg_temp.line(t.id('p')), 'status {"to": "pending", "from": "active"}', 'a status is told of');
update properties set notes = 'n', status = 'pending', price = 200000 where id = t.id('p');
select is((select count(*) from activities where property_id = t.id('p')), 1::bigint, 'no change, no entry');
update properties set status = 'active', price = 195000 where id = t.id('p');
select results_eq($$select kind::text, details, author_id, owner_id from activities where property_id = t.id('p') and (details ->> 'to') in ('active', '195000.00') order by kind desc$$,
    $$values ('status', '{"to": "active", "from": "pending"}'::jsonb, t.id('alphaagent'), t.id('alphaagent')), ('price', '{"to": 195000.00, "from": 200000.00, "currency": "EUR"}', t.id('alphaagent'), t.id('alphaagent'))$$,
    'status and price are two changes; who made them');
insert into properties (id, address) values (t.id('q'), 'y');
insert into deals (id, title, property_id, contact_id) values (t.id('d'), 'Sale', t.id('q'), t.id('calphaagent'));
select is((select details from activities where deal_id = t.id('d')), '{"event": "begun", "stage": {"en": "New enquiry", "fr": "Nouvelle demande"}, "title": "Sale"}', 'a deal begins');
select is((select array_agg(kind::text) from activities where property_id = t.id('q') and contact_id = t.id('calphaagent') and deal_id = t.id('d')), '{deal}', 'on the pages of property, contact and deal it is one entry');
select estate.move_deal(t.id('d'), null, (select id from deal_stages where position = 2), null, null);
update deals set status = 'lost', close_reason = 'Too dear' where id = t.id('d');
update deals set notes = 'n' where id = t.id('d');
select estate.move_deal(t.id('d'), null, (select id from deal_stages where position = 3), null, null);
update deals set status = 'won' where id = t.id('d');
select is((select array_agg(concat_ws(' ', details ->> 'event', details #>> '{stage,en}', details ->> 'reason') order by id) from activities where deal_id = t.id('d')),
          array['begun New enquiry', 'moved Visits', 'lost Too dear', 'reopened Offer', 'won'], 'each change of it is one entry, where it was opened and moved at once too');
insert into tasks (id, title, property_id) values (t.id('t'), 'Keys', t.id('q')), (t.id('u'), 'Nothing', null);
update tasks set status = 'done' where id in (t.id('t'), t.id('u'));
select results_eq($$select details, property_id, happened_at from activities where kind = 'task'$$, $$values ('{"title": "Keys"}'::jsonb, t.id('q'), app.now())$$, 'a task that is done, if it is about something');
update tasks set status = 'open' where id = t.id('t');
select is(t.count('select 1 from activities where kind = ''task'''), 0::bigint, 'taken back, it was not done');
update tasks set status = 'done' where id = t.id('t');
select is(t.count('select 1 from activities where kind = ''task'''), 1::bigint, 'and done again, once');

-- visits
insert into visits (id, property_id, contact_id, starts_at, ends_at) values (t.id('v'), t.id('p'), t.id('calphaagent'), '2036-05-12 10:00Z', '2036-05-12 11:00Z');
update visits set status = 'confirmed' where id = t.id('v');
update visits set starts_at = '2036-05-13 10:00Z', ends_at = '2036-05-13 11:00Z' where id = t.id('v');
update visits set notes = 'x' where id = t.id('v');
update visits set status = 'cancelled', cancel_reason = 'ill' where id = t.id('v');
select results_eq($$select details ->> 'event', details ->> 'reason', contact_id from activities where kind = 'visit' and property_id = t.id('p') order by created_at, id$$,
                  $$values ('booked', null, t.id('calphaagent')), ('confirmed', null, t.id('calphaagent')), ('moved', null, t.id('calphaagent')), ('cancelled', 'ill', t.id('calphaagent'))$$, 'a visit: each step of it, once');

-- by hand
select is(t.try($$insert into activities (kind, text, property_id) values ('note', 'team note', t.id('palphaagent2'))$$), '1', 'on what one may read');
select results_eq($$select owner_id, author_id, private, happened_at from activities where text = 'team note'$$, $$values (t.id('alphaagent2'), t.id('alphaagent'), false, app.now())$$, 'a note is its record''s, and of whoever wrote it');
select is(t.detail($$insert into activities (kind, text, property_id) values ('status', 'x', t.id('p'))$$) ->> 'pointer', '/kind', 'what comes by itself is not written by hand');
select is(t.detail($$insert into activities (kind, text) values ('note', 'x')$$), '{"code": "required", "pointer": ""}', 'it is about something');
select is(t.detail(format('insert into activities (kind, text, %s) values (''note'', ''x'', %L)', link, app.uuid7())) ->> 'pointer', '/' || link, 'that is there: ' || link)
from unnest(array['contact_id', 'property_id', 'deal_id']) link;
select is(t.try($$insert into activities (kind, text, property_id, author_id) values ('note', 'x', t.id('p'), t.id('alphaadmin'))$$), 'denied', 'nobody writes as another');
select is(t.try($$insert into activities (kind, text, property_id, owner_id) values ('status', 'x', t.id('p'), t.id('alphaagent'))$$), 'denied', '… nor past the rules');
select is(t.try($$update activities set text = 'y'$$), 'denied', 'nothing of it is changed');
select is(t.try($$delete from activities$$), 'denied', '… or deleted');

-- private
insert into activities (kind, text, private, property_id) values ('note', 'secret', true, t.id('palphaagent2'));
select is(pg_temp.seen('secret'), 1::bigint, 'its author sees what is private');
select is(t.count('select 1 from record_changes where table_name = ''activities'' and row_id = (select id from activities where text = ''secret'')'), 1::bigint, 'and that it was made');
reset role;
create temp table secret as select id from activities where text = 'secret';
grant select on secret to public;
update internal.changes set xid = '1' where agency_id is not null;
select is(pg_temp.hidden(person, case when person like 'beta%' then 'beta' else 'alpha' end), true, 'hidden from ' || person || ': the note, and every trace of it')
from unnest(array['alphaowner', 'alphaadmin', 'alphaagent2', 'alphaviewer', 'root', 'betaowner']) person;
select t.come('alphaagent2', 'alpha');
select is(pg_temp.seen('team note'), 1::bigint, 'what is not private is everybody''s');

-- owner visibility: what one wrote, and what is about one's own
reset role;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
select t.come('alphaagent2', 'alpha');
select is(t.count('select 1 from activities where property_id = t.id(''p'')'), 0::bigint, 'nothing of another''s');
select is(pg_temp.seen('team note'), 1::bigint, 'what a colleague wrote about one''s own');
select t.come('alphaagent', 'alpha');
select is(pg_temp.seen('team note'), 1::bigint, '… and so does the colleague');
select is(t.detail($$insert into activities (kind, text, property_id) values ('note', 'x', t.id('palphaagent2'))$$) ->> 'code', 'not_found', 'about what one may not read nothing is written');

-- handed over, purged
select t.come('alphaadmin', 'alpha');
update properties set owner_id = t.id('alphaagent2') where id = t.id('p');
select t.come('alphaagent2', 'alpha');
select cmp_ok(t.count('select 1 from activities where property_id = t.id(''p'')'), '>=', 3::bigint, 'history goes over with its record');
reset role;
delete from properties where id = t.id('p');
select is(t.count('select 1 from activities a where num_nonnulls(a.property_id, a.contact_id, a.deal_id) = 0'), 0::bigint, 'and goes with the last record that it was about');
select * from finish();
rollback;

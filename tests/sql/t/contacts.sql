-- SPDX-License-Identifier: Apache-2.0
-- contacts.email and contact_emails say the same, whichever is written; so do contacts.phone and contact_phones. What a contact
-- agreed to stays as it was written down.
begin;
set local search_path = public, t;
select start(63);
select t.world();
-- the live addresses of a contact, the primary one marked; what contacts.email says behind it
create function pg_temp.emails(p_contact uuid) returns text language sql as $$
    select coalesce(string_agg(split_part(e.email, '@', 1) || case when is_primary then '*' else '' end, ' ' order by e.email), '-') || ' / '
           || coalesce((select split_part(email, '@', 1) from public.contacts where id = p_contact), '-')
    from public.contact_emails e where contact_id = p_contact and deleted_at is null
$$;
-- the same of numbers, by their last digit, with what was typed
create function pg_temp.phones(p_contact uuid) returns text language sql as $$
    select coalesce(string_agg(right(e.phone, 1) || case when is_primary then '*' else '' end, ' ' order by e.phone), '-') || ' / '
           || coalesce((select right(phone, 1) || ' ' || coalesce(phone_raw, '') from public.contacts where id = p_contact), '-')
    from public.contact_phones e where contact_id = p_contact and deleted_at is null
$$;
create function pg_temp.k() returns uuid language sql immutable as $$ select t.id('k') $$;

select t.come('alphaagent', 'alpha');
insert into contacts (id, name, email) values (pg_temp.k(), 'K', 'a@x.example');
select is(pg_temp.emails(pg_temp.k()), 'a* / a', 'a contact''s address becomes its primary one');
update contacts set email = 'b@x.example' where id = pg_temp.k();
select is(pg_temp.emails(pg_temp.k()), 'b* / b', 'changing it changes the primary one');
insert into contact_emails (id, contact_id, email) values (t.id('e1'), pg_temp.k(), 'c@x.example');
select is(pg_temp.emails(pg_temp.k()), 'b* c / b', 'a second one is not primary');
insert into contact_emails (id, contact_id, email, is_primary) values (t.id('e2'), pg_temp.k(), 'd@x.example', true);
select is(pg_temp.emails(pg_temp.k()), 'b c d* / d', 'a new primary one takes the place');
update contacts set email = 'c@x.example' where id = pg_temp.k();
select is(pg_temp.emails(pg_temp.k()), 'b c* d / c', 'writing one that is there makes it primary');
update contact_emails set is_primary = true where contact_id = pg_temp.k() and email = 'b@x.example';
select is(pg_temp.emails(pg_temp.k()), 'b* c d / b', 'as does the address itself');
select is(t.detail($$update contact_emails set is_primary = false where contact_id = t.id('k') and is_primary$$) ->> 'pointer', '/is_primary', 'primary is given to another one, not taken away');
update contact_emails set email = 'z@x.example' where contact_id = pg_temp.k() and is_primary;
select alike(pg_temp.emails(pg_temp.k()), '%z* / z', 'editing the primary one shows on the contact');
update contact_emails set deleted_at = app.now() where contact_id = pg_temp.k() and is_primary;
select is((select count(*) from contact_emails where contact_id = pg_temp.k() and is_primary and deleted_at is null), 1::bigint, 'when the primary one goes, the oldest follows');
select is((select email = (select email from contact_emails where contact_id = pg_temp.k() and is_primary and deleted_at is null) from contacts where id = pg_temp.k()),
          true, '… on the contact too');
update contacts set email = null where id = pg_temp.k();
select is((select email is not null from contacts where id = pg_temp.k()), true, 'taking the primary one off shows the next one');
update contact_emails set deleted_at = app.now() where contact_id = pg_temp.k();
select is(pg_temp.emails(pg_temp.k()), '- / -', 'with the last one the contact has none');
update contacts set email = 'a@x.example' where id = pg_temp.k();
select is(pg_temp.emails(pg_temp.k()), 'a* / a', 'and may have one again');

-- unique among the living of the agency
select is(t.try($$insert into contacts (name, email) values ('L', 'a@x.example')$$), '23505', 'no two live contacts share an address');
select is(t.try($$insert into contact_emails (contact_id, email) select id, 'a@x.example' from contacts where id = t.id('calphaagent')$$), '23505', 'by whichever way');
select set_config('app.now', (now() + interval '1 minute')::text, true);
update contacts set deleted_at = app.now() where id = pg_temp.k();
select is(pg_temp.emails(pg_temp.k()), '- / a', 'a deleted contact''s addresses go with it');
select is(t.try($$insert into contacts (id, name, email) values (t.id('l'), 'L', 'a@x.example')$$), '1', 'and are free');
select is(t.try($$update contacts set deleted_at = null where id = t.id('k')$$), '23505', 'it does not come back while somebody has its address');
update contacts set email = null where id = t.id('l');
select is(t.try($$update contacts set deleted_at = null where id = t.id('k')$$), '1', 'and does afterwards');
select is(pg_temp.emails(pg_temp.k()), 'a* / a', 'with the address that went with it, and no other');

-- what an insert answers is what stands there
insert into contacts (id, name) values (t.id('m'), 'M');
select is(t.count($$select 1 from contact_emails where contact_id = t.id('m')$$), 0::bigint, 'a contact without an address');
with made as (insert into contact_emails (contact_id, email) values (t.id('m'), 'm@x.example') returning is_primary)
select is(is_primary, true, 'its first one is primary at once') from made;

-- who owns an address
select t.come('alphaadmin', 'alpha');
insert into contact_emails (id, contact_id, email, owner_id) values (t.id('e9'), t.id('calphaagent'), 'e9@x.example', t.id('alphaadmin'));
select is((select owner_id from contact_emails where id = t.id('e9')), t.id('alphaagent'), 'an address belongs to the contact''s owner');
update contacts set owner_id = t.id('alphaagent2') where id = t.id('calphaagent');
select is((select owner_id from contact_emails where id = t.id('e9')), t.id('alphaagent2'), 'and goes over with it');
select is(t.detail($$insert into contact_emails (contact_id, email) values (t.id('nobody'), 'n@x.example')$$) ->> 'pointer', '/contact_id', 'there is none without a contact');
select t.come('alphaagent', 'alpha');
select is(t.try($$insert into contact_emails (contact_id, email) values (t.id('calphaadmin'), 'n@x.example')$$), 'denied', 'nobody adds one to another''s contact');

-- forms
select is(t.try($$insert into contacts (name, email) values ('x', 'Upper@x.example')$$), '23514', 'upper case is refused');
select is(t.try($$insert into contacts (name, email) values ('x', 'no at')$$), '23514', 'what is no address is refused');
select is(t.try($$insert into contacts (name, phone) values ('x', '0621')$$), '23514', 'what is no E.164 number is refused');
select is(t.try($$insert into contacts (name, type) values ('x', 'friend')$$), '23514', 'an unknown type is refused');
select is(t.try($$insert into contacts (name, status) values ('x', 'open')$$), '23514', 'an unknown status is refused');
select is(t.try($$insert into contacts (name, version) values ('x', 7)$$), 'denied', 'the version is the server''s');
select is(t.try($$update contacts set created_at = now()$$), 'denied', 'and so is the time of creation');
-- numbers
select set_config('app.now', '', true);
insert into contacts (id, name, phone, phone_raw) values (t.id('n'), 'N', '+3526211', '6211');
select is(pg_temp.phones(t.id('n')), '1* / 1 6211', 'a contact''s number becomes its primary one');
update contacts set phone = '+3526212', phone_raw = '62 12' where id = t.id('n');
select is(pg_temp.phones(t.id('n')), '2* / 2 62 12', 'changing it changes the primary one');
select is((select phone_raw from contact_phones where contact_id = t.id('n')), '62 12', '… with what was typed');
insert into contact_phones (contact_id, phone) values (t.id('n'), '+3526213');
select is(pg_temp.phones(t.id('n')), '2* 3 / 2 62 12', 'a second one is not primary');
insert into contact_phones (contact_id, phone, phone_raw, is_primary) values (t.id('n'), '+3526214', '(62) 14', true);
select is(pg_temp.phones(t.id('n')), '2 3 4* / 4 (62) 14', 'a new primary one takes the place');
update contacts set phone = '+3526213', phone_raw = null where id = t.id('n');
select is(pg_temp.phones(t.id('n')), '2 3* 4 / 3 ', 'writing one that is there makes it primary');
update contact_phones set is_primary = true where contact_id = t.id('n') and phone = '+3526212';
select is(pg_temp.phones(t.id('n')), '2* 3 4 / 2 62 12', 'as does the number itself');
select is(t.detail($$update contact_phones set is_primary = false where contact_id = t.id('n') and is_primary$$) ->> 'pointer', '/is_primary', 'primary is given to another one, not taken away');
select is(t.try($$insert into contact_phones (contact_id, phone) values (t.id('n'), '+3526213')$$), '23505', 'a contact has a number once');
select is(t.try($$insert into contacts (name, phone) values ('O', '+3526213')$$), '1', 'another contact may have it too');
update contact_phones set deleted_at = app.now() where contact_id = t.id('n') and is_primary;
select is(pg_temp.phones(t.id('n')), '3* 4 / 3 ', 'when the primary one goes, the oldest follows');
update contacts set phone = null, phone_raw = null where id = t.id('n');
select is(pg_temp.phones(t.id('n')), '4* / 4 (62) 14', 'taking the primary one off shows the next one');
update contact_phones set deleted_at = app.now() where contact_id = t.id('n') and deleted_at is null;
select is(pg_temp.phones(t.id('n')), '- / -', 'with the last one the contact has none');
with made as (insert into contact_phones (contact_id, phone) values (t.id('n'), '+3526215') returning is_primary)
select is(is_primary, true, 'its first one is primary at once') from made;
select set_config('app.now', (now() + interval '2 minutes')::text, true);
update contacts set deleted_at = app.now() where id = t.id('n');
select is(pg_temp.phones(t.id('n')), '- / 5 ', 'a deleted contact''s numbers go with it');
update contacts set deleted_at = null where id = t.id('n');
select is(pg_temp.phones(t.id('n')), '5* / 5 ', 'and those that went with it come back');
select is(t.try($$insert into contact_phones (contact_id, phone) values (t.id('calphaadmin'), '+3526219')$$), 'denied', 'nobody adds one to another''s contact');
select is(t.detail($$insert into contact_phones (contact_id, phone) values (t.id('nobody'), '+3526219')$$) ->> 'pointer', '/contact_id', 'there is none without a contact');
select t.come('alphaadmin', 'alpha');
update contacts set owner_id = t.id('alphaagent2') where id = t.id('n');
select results_eq($$select owner_id from contact_phones where contact_id = t.id('n') and deleted_at is null$$, $$values (t.id('alphaagent2'))$$, 'a number goes over with its contact');

-- what a contact agreed to
select t.come('alphaagent', 'alpha');
insert into contacts (id, name) values (t.id('q'), 'Q');
insert into contact_consents (id, contact_id, purpose, method, wording) values (t.id('y'), t.id('q'), 'offers', 'form', 'Yes');
select results_eq($$select owner_id, given_at, withdrawn_at from contact_consents where id = t.id('y')$$, $$values (t.id('alphaagent'), app.now(), null::timestamptz)$$, 'a consent is the contact''s owner''s, and given now');
select is(t.try(format('update contact_consents set %s where id = t.id(''y'')', what)), 'denied', 'it stays as it is: ' || what)
from unnest(array['purpose = ''sharing''', 'wording = ''No''', 'given_at = now()']) what;
select is(t.try($$update contact_consents set withdrawn_at = given_at - interval '1 day' where id = t.id('y')$$), '23514', 'it does not end before it began');
select is(t.try($$update contact_consents set withdrawn_at = app.now() where id = t.id('y')$$), '1', 'it is taken back');
select is(t.try($$insert into contact_consents (contact_id, purpose, method) values (t.id('calphaadmin'), 'offers', 'form')$$), 'denied', 'nobody writes one down of another''s contact');
-- how many there are
reset role;
create function t.live() returns text language sql as $$
    select array(select estate.count_live(w) is not distinct from n from (values ('contacts', (select count(*) from contacts where agency_id = app.agency_id() and deleted_at is null)),
        ('properties', (select count(*) from properties where agency_id = app.agency_id() and deleted_at is null)), ('deals', null)) v (w, n))::text
$$;
grant execute on function t.live() to public;
select t.come('alphaagent', 'alpha');
select is(t.live(), '{t,t,t}', 'as many as are read, row by row');
reset role;
set local role stagefy_definer;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
reset role;
select t.come('alphaadmin', 'alpha');
select is(t.live(), '{t,t,t}', 'also for an admin, where everybody sees their own');
select t.come('alphaagent', 'alpha');
select is(estate.count_live('contacts'), null, 'an agent is told nothing then');
select t.go();
select is(estate.count_live('contacts'), null, 'nor is nobody');
select * from finish();
rollback;

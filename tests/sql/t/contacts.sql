-- SPDX-License-Identifier: Apache-2.0
-- contacts.email and contact_emails say the same, whichever is written.
begin;
set local search_path = public, t;
select start(33);
select t.world();
-- the live addresses of a contact, the primary one marked; what contacts.email says behind it
create function pg_temp.emails(p_contact uuid) returns text language sql as $$
    select coalesce(string_agg(split_part(e.email, '@', 1) || case when is_primary then '*' else '' end, ' ' order by e.email), '-') || ' / '
           || coalesce((select split_part(email, '@', 1) from public.contacts where id = p_contact), '-')
    from public.contact_emails e where contact_id = p_contact and deleted_at is null
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
select * from finish();
rollback;

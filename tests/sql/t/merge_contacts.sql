-- SPDX-License-Identifier: Apache-2.0
-- The same person twice: found, put together with whatever points to them, and taken apart again.
begin;
set local search_path = public, t;
select start(38);
select t.world();
create function pg_temp.p(p_name text) returns uuid language sql immutable as $$ select ('00000000-0000-7000-8000-00000000000' || p_name)::uuid $$;
-- addresses and numbers of a contact, the primary ones marked, and what the contact itself shows
create function pg_temp.ways(p_contact text) returns text language sql as $$
    select coalesce((select string_agg(split_part(email, '@', 1) || case when is_primary then '*' else '' end, ' ' order by email) from public.contact_emails where contact_id = pg_temp.p(p_contact) and deleted_at is null), '-')
        || ' / ' || coalesce((select string_agg(right(phone, 1) || case when is_primary then '*' else '' end, ' ' order by phone) from public.contact_phones where contact_id = pg_temp.p(p_contact) and deleted_at is null), '-')
        || ' / ' || coalesce((select split_part(email, '@', 1) from public.contacts where id = pg_temp.p(p_contact)), '-') || ' ' || coalesce((select right(phone, 1) from public.contacts where id = pg_temp.p(p_contact)), '-')
$$;
create function pg_temp.pairs() returns text language sql as $$
    select coalesce(string_agg(a.name || ' = ' || b.name || ' ' || array_to_string(d.reasons, '+'), ', ' order by b.id desc), '-')
    from estate.duplicates(50) d join public.contacts a on a.id = d.contact_id join public.contacts b on b.id = d.other_id
$$;
create function pg_temp.pointer(p_sql text) returns text language sql as $$ select t.detail(p_sql) ->> 'pointer' $$;
grant execute on all functions in schema pg_temp to public;

select is((select count(*) from internal.contact_references() r where not exists (select from pg_attribute a where a.attrelid = r.relation and a.attname = 'id')), 0::bigint, 'whatever points to a contact has an id');
select is((select array_agg(relation::text || '.' || field order by 1) @> array['contact_emails.contact_id', 'deals.contact_id', 'properties.contact_id'] from internal.contact_references()), true, 'it is found from the catalogue');

select t.come('alphaadmin', 'alpha');
update contacts set deleted_at = app.now();
select t.come('alphaagent', 'alpha');
insert into contacts (id, name, email, phone, tags, last_contacted_at) values (pg_temp.p('a'), 'Josée Weber', 'a@x.example', '+3526211', '{vip,city}', '2026-01-02');
insert into contacts (id, name, email, phone, notes, tags, type, last_contacted_at)
values (pg_temp.p('b'), 'WEBER, Josee', 'b@x.example', '+3526212', 'Kind', '{city,tram}', 'seller', '2026-03-02');
insert into contacts (id, name, phone) values (pg_temp.p('c'), 'Carl', '+3526212');

-- who may be one
select is(pg_temp.pairs(), 'WEBER, Josee = Carl phone, Josée Weber = WEBER, Josee name', 'names of the same words, whatever their order, accents and case; and numbers');
update contact_phones set deleted_at = app.now() where contact_id = pg_temp.p('c');
insert into contact_phones (contact_id, phone) values (pg_temp.p('b'), '+3526211');
select is(pg_temp.pairs(), 'Josée Weber = WEBER, Josee name+phone', 'for all reasons at once');
select is(t.count('select * from estate.duplicates(0)'), 0::bigint, 'as many as wanted');
update contacts set deleted_at = app.now() where id = pg_temp.p('c');

-- put together
insert into deals (id, title, contact_id) values (t.id('d'), 'D', pg_temp.p('b')), (t.id('e'), 'E', null);
insert into deal_parties (id, deal_id, contact_id, part) values (t.id('y1'), t.id('d'), pg_temp.p('a'), 'buyer'), (t.id('y2'), t.id('d'), pg_temp.p('b'), 'buyer'), (t.id('y3'), t.id('d'), pg_temp.p('b'), 'notary');
insert into tasks (id, title, contact_id) values (t.id('t'), 'T', pg_temp.p('b'));
insert into properties (id, address, contact_id) values (t.id('p'), 'P', pg_temp.p('b'));
insert into activities (kind, text, contact_id) values ('note', 'Called', pg_temp.p('b'));
insert into contact_consents (id, contact_id, purpose, method) values (t.id('y'), pg_temp.p('b'), 'offers', 'form');
select is(t.try(format('select estate.merge_contacts(%L, %L, %L)', pg_temp.p(kept), other, fields)), code, what)
from (values ('a', pg_temp.p('a'), '{}', 'SF422', 'not with itself'), ('a', t.id('nobody'), '{}', 'SF422', 'not with nobody'), ('f', pg_temp.p('b'), '{}', 'SF404', 'not into nobody'),
             ('a', t.id('calphaadmin'), '{}', 'SF422', 'not with one that was deleted'), ('a', pg_temp.p('b'), '{owner_id}', 'SF422', 'no field but those there are')) v (kept, other, fields, code, what);
select estate.merge_contacts(pg_temp.p('a'), pg_temp.p('b'), '{type,phone}');
select results_eq($$select name, notes, type::text, status::text, tags, last_contacted_at from contacts where id = pg_temp.p('a')$$,
                  $$values ('Josée Weber', 'Kind', 'seller', 'lead', '{vip,city,tram}'::text[], '2026-03-02'::timestamptz)$$, 'fields as chosen, gaps filled, tags of both, the later talk');
select is(pg_temp.ways('a'), 'a* b / 1 2* / a 2', 'addresses and numbers of both, each once; the primary number is the chosen one');
select is((select contact_id from deals where id = t.id('d')), pg_temp.p('a'), 'its deal');
select is((select contact_id from tasks where id = t.id('t')), pg_temp.p('a'), 'its task');
select is((select contact_id from properties where id = t.id('p')), pg_temp.p('a'), 'its property');
select is((select contact_id from contact_consents where id = t.id('y')), pg_temp.p('a'), 'its consent');
select is((select string_agg(part, ' ' order by part) from deal_parties where contact_id = pg_temp.p('a') and deleted_at is null), 'buyer notary', 'its parts in a deal, one that both had once');
select isnt((select deleted_at from contacts where id = pg_temp.p('b')), null, 'the other is deleted');
select is(t.count('select * from estate.duplicates(50)'), 0::bigint, 'and is no duplicate any more');

-- and apart again
update contacts set status = 'active', type = 'investor' where id = pg_temp.p('a');
update tasks set contact_id = null where id = t.id('t');
select is(t.try('select estate.unmerge_contact(pg_temp.p(''c''))'), 'SF404', 'what was not merged is not taken apart');
select is(t.try('select estate.unmerge_contact(pg_temp.p(''a''))'), 'SF404', 'nor is what it was put into');
select estate.unmerge_contact(pg_temp.p('b'));
select is(pg_temp.ways('a') || ' | ' || pg_temp.ways('b'), 'a* / 1* / a 1 | b* / 1 2* / b 2', 'each has its own addresses and numbers, with its own primary ones');
select results_eq($$select notes, type::text, status::text, tags, last_contacted_at from contacts where id = pg_temp.p('a')$$,
                  $$values (null::text, 'investor', 'active', '{vip,city}'::text[], '2026-01-02'::timestamptz)$$, 'fields are as they were, but for those changed since');
select is((select contact_id from deals where id = t.id('d')), pg_temp.p('b'), 'its deal is back');
select is((select contact_id from tasks where id = t.id('t')), null, 'what was put elsewhere since is not');
select is((select string_agg(right(contact_id::text, 1) || ' ' || part, ', ' order by part, contact_id) from deal_parties where deal_id = t.id('d') and deleted_at is null), 'a buyer, b buyer, b notary', 'its parts are back');
select is((select deleted_at from contacts where id = pg_temp.p('b')), null, 'and so is the contact');
select is(t.try('select estate.unmerge_contact(pg_temp.p(''b''))'), 'SF404', 'once');
select estate.merge_contacts(pg_temp.p('b'), pg_temp.p('a'), '{}');
select is((select status::text from contacts where id = pg_temp.p('b')), 'lead', 'the other way round, later');
update contacts set deleted_at = app.now() where id = pg_temp.p('b');
select is(t.try('select estate.unmerge_contact(pg_temp.p(''a''))'), 'SF409', 'not out of one that is deleted');
update contacts set deleted_at = null where id = pg_temp.p('b');

-- who may
select t.come('alphaagent2', 'alpha');
insert into contacts (id, name) values (pg_temp.p('d'), 'Mine');
select is(t.try('select estate.merge_contacts(pg_temp.p(''b''), pg_temp.p(''d''), ''{}'')'), 'SF403', 'nobody puts theirs into another''s');
select is(t.try('select estate.merge_contacts(pg_temp.p(''d''), pg_temp.p(''b''), ''{}'')'), 'SF403', 'nor another''s into theirs');
select is(t.try('select estate.unmerge_contact(pg_temp.p(''a''))'), 'SF403', 'nor takes another''s apart');
select t.come('betaadmin', 'beta');
select is(t.try('select estate.merge_contacts(pg_temp.p(''b''), pg_temp.p(''d''), ''{}'')'), 'SF404', 'another agency finds neither');
select is(t.try('select estate.unmerge_contact(pg_temp.p(''a''))'), 'SF404', 'nor that they were one');
select t.come('alphaadmin', 'alpha');
select is(t.try('select estate.merge_contacts(pg_temp.p(''d''), pg_temp.p(''b''), ''{}'')'), '1', 'an admin may');
select is((select array_agg(distinct owner_id) from (select owner_id from contact_emails where contact_id = pg_temp.p('d') union all select owner_id from activities where contact_id = pg_temp.p('d') and deal_id is null) o),
          array[t.id('alphaagent2')], 'what is the contact''s goes over to the owner of the one kept');
select estate.unmerge_contact(pg_temp.p('b'));
select is((select array_agg(distinct owner_id) from (select owner_id from contact_emails where contact_id = pg_temp.p('b') union all select owner_id from activities where contact_id = pg_temp.p('b') and deal_id is null
           union all select owner_id from contacts where id = pg_temp.p('b')) o), array[t.id('alphaagent')], 'and back');
select * from finish();
rollback;

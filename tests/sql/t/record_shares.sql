-- SPDX-License-Identifier: Apache-2.0
-- Sharing inside an agency: who then reads and writes a record and what is part of it, who may share, and when it ends.
begin;
set local search_path = public, t;
-- alphaagent's records, tried by somebody else
create temp table attempts (letter text, relation text, sql text);
insert into attempts
select 'read', r.relation, format('select 1 from %I where %s', r.relation, r.which) from (values
    ('properties', 'id = t.id(''palphaagent'')'), ('media_items', 'id = t.id(''ialphaagent'')'), ('contacts', 'id = t.id(''calphaagent'')'),
    ('contact_emails', 'contact_id = t.id(''calphaagent'')'), ('contact_phones', 'contact_id = t.id(''calphaagent'')'),
    ('contact_consents', 'contact_id = t.id(''calphaagent'')'), ('buyer_requests', 'contact_id = t.id(''calphaagent'')'),
    ('conversations', 'contact_id = t.id(''calphaagent'')'), ('messages', 'contact_id = t.id(''calphaagent'')'),
    ('deals', 'id = t.id(''dalphaagent'')'), ('deal_parties', 'deal_id = t.id(''dalphaagent'')'), ('activities', 'deal_id = t.id(''dalphaagent'')'),
    ('tasks', 'id = t.id(''talphaagent'')'), ('record_changes', 'table_name = ''record_shares'' and row_id = t.id(''share'')'),
    ('deal_stays', 'true')) r (relation, which);
update attempts set sql = 'select 1 from estate.deal_stays(t.id(''dalphaagent''))' where relation = 'deal_stays';
-- only there when it is shared
delete from attempts where relation = 'record_changes';
insert into attempts values
    ('write', 'properties', 'update properties set price = 2 where id = t.id(''palphaagent'')'),
    ('write', 'media_items', 'update media_items set note = ''x'' where id = t.id(''ialphaagent'')'),
    ('write', 'contacts', 'update contacts set notes = ''x'' where id = t.id(''calphaagent'')'),
    ('write', 'contact_emails', 'update contact_emails set label = ''x'' where contact_id = t.id(''calphaagent'')'),
    ('write', 'contact_phones', 'update contact_phones set label = ''x'' where contact_id = t.id(''calphaagent'')'),
    ('write', 'contact_consents', 'update contact_consents set withdrawn_at = given_at where contact_id = t.id(''calphaagent'')'),
    ('write', 'buyer_requests', 'update buyer_requests set active = false where contact_id = t.id(''calphaagent'')'),
    ('write', 'deals', 'update deals set title = ''x'' where id = t.id(''dalphaagent'')'),
    ('write', 'deals, moved', 'select estate.move_deal(t.id(''dalphaagent''), null, (select stage_id from deals where id = t.id(''dalphaagent'')), null, null)'),
    ('write', 'deal_parties', 'update deal_parties set share = 50 where deal_id = t.id(''dalphaagent'')'),
    ('write', 'tasks', 'update tasks set title = ''x'' where id = t.id(''talphaagent'')'),
    ('write', 'gallery', 'select media.reorder(t.id(''palphaagent''), array[t.id(''ialphaagent'')])'),
    ('add', 'contact_phones', 'insert into contact_phones (contact_id, phone) values (t.id(''calphaagent''), ''+35262200'')'),
    ('add', 'contact_emails', 'insert into contact_emails (contact_id, email) values (t.id(''calphaagent''), ''n@example.com'')'),
    ('add', 'contact_consents', 'insert into contact_consents (contact_id, purpose, method) values (t.id(''calphaagent''), ''other'', ''paper'')'),
    ('add', 'buyer_requests', 'insert into buyer_requests (contact_id) values (t.id(''calphaagent''))'),
    ('add', 'media_items', 'select media.presign_upload(''[]'', t.id(''palphaagent''), null, null, null, 60)'),
    ('share', 'properties', 'insert into record_shares (property_id, user_id) values (t.id(''palphaagent''), t.id(''amphibian''))'),
    ('share', 'contacts', 'insert into record_shares (contact_id, user_id) values (t.id(''calphaagent''), t.id(''amphibian''))'),
    ('share', 'deals', 'insert into record_shares (deal_id, user_id) values (t.id(''dalphaagent''), t.id(''amphibian''))'),
    ('share', 'tasks', 'insert into record_shares (task_id, user_id) values (t.id(''talphaagent''), t.id(''amphibian''))');
select start(55);
select t.world();
grant select on attempts to public;

create function pg_temp.share_all(p_person text, p_access text) returns void language sql as $$
    insert into public.record_shares (property_id, contact_id, deal_id, task_id, user_id, access)
    select case k when 'p' then t.id('palphaagent') end, case k when 'c' then t.id('calphaagent') end, case k when 'd' then t.id('dalphaagent') end,
           case k when 't' then t.id('talphaagent') end, t.id(p_person), p_access
    from unnest('{p,c,d,t}'::text[]) k where p_access is not null
$$;
-- what p_person may do with alphaagent's records, shared so: each letter with all it may be tried on, some of that, or none
create function pg_temp.may(p_visibility text, p_access text, p_person text) returns text language plpgsql as $$
declare
    outcome text;
begin
    begin
        set local role stagefy_definer;
        update public.agencies set record_visibility = p_visibility where id = t.id('alpha');
        reset role;
        perform t.come('alphaagent', 'alpha');
        perform pg_temp.share_all(p_person, p_access);
        reset role;
        perform t.come(p_person, case when p_person like 'beta%' then 'beta' else 'alpha' end);
        select string_agg(a.letter || ' ' || a.what, ', ' order by a.letter) into outcome
        from (select o.letter, case when bool_and(o.ok) then 'all' when bool_or(o.ok) then string_agg(o.relation, '+' order by o.relation) filter (where o.ok)
                                    else 'none' end as what
              from (select x.letter, x.relation, t.try(x.sql) ~ '^[1-9]' as ok from attempts x) o group by o.letter) a;
        raise exception sqlstate 'TT000';
    exception when sqlstate 'TT000' then
    end;
    return outcome;
end
$$;
grant execute on all functions in schema pg_temp to public;

select is(pg_temp.may(v.visibility, v.access, v.person), v.wanted, format('%s visibility, shared to %s: %s', v.visibility, coalesce(v.access, 'nobody'), v.person))
from (values
    ('owner', null, 'alphaagent2', 'add none, read none, share none, write none'),
    ('owner', 'read', 'alphaagent2', 'add none, read all, share none, write none'),
    ('owner', 'write', 'alphaagent2', 'add all, read all, share all, write all'),
    ('owner', 'read', 'alphaviewer', 'add none, read all, share none, write none'),
    ('owner', null, 'alphaadmin', 'add all, read all, share all, write all'),
    ('owner', null, 'betaadmin', 'add none, read none, share none, write none'),
    ('team', null, 'alphaagent2', 'add none, read all, share none, write none'),
    ('team', 'read', 'alphaagent2', 'add none, read all, share none, write none'),
    ('team', 'write', 'alphaagent2', 'add all, read all, share all, write all')) v (visibility, access, person, wanted);

set local role stagefy_definer;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
reset role;

-- what is refused
create function pg_temp.refused(p_what text, p_person text, p_access text default 'read') returns text language sql as $$
    select coalesce(d ->> 'pointer', d ->> 'needs' || ': ' || (d ->> 'owner_id')) || coalesce(' ' || (d ->> 'code'), '')
    from t.detail(format('insert into public.record_shares (property_id, contact_id, user_id, access) values (%s, %L, %L)', p_what, t.id(p_person), p_access)) d
$$;
grant execute on all functions in schema pg_temp to public;
select t.come('alphaagent', 'alpha');
select is(pg_temp.refused('t.id(''palphaagent''), null', v.person, v.access), v.wanted, v.what)
from (values ('gone', 'read', '/user_id not_found', 'not with somebody who has left'), ('betaagent', 'read', '/user_id not_found', 'nor with another agency'),
             ('nobody', 'read', '/user_id not_found', 'nor with nobody'), ('alphaagent', 'read', '/user_id not_allowed', 'nor with its owner'),
             ('alphaviewer', 'write', '/access not_allowed', 'a viewer writes nothing')) v (person, access, wanted, what);
select is(pg_temp.refused('null, null', 'alphaagent2'), ' required', 'something is shared');
select is(pg_temp.refused('t.id(''palphaagent''), t.id(''calphaagent'')', 'alphaagent2'), ' required', 'one thing at a time');
select is(pg_temp.refused('t.id(''palphaagent2''), null', 'alphaviewer'), '/property_id not_found', 'what one may not read is not there');
select is(pg_temp.refused('null, t.id(''cbetaagent'')', 'alphaagent2'), '/contact_id not_found', 'nor is another agency''s');
select is(t.try($$insert into record_shares (property_id, user_id, shared_by) values (t.id('palphaagent'), t.id('alphaagent2'), t.id('alphaadmin'))$$), 'denied', 'nobody shares in another''s name');
select is(t.try($$update properties set shared_with = array[t.id('alphaviewer')] where id = t.id('palphaagent')$$), 'denied', 'nor writes it on the record');

-- what it does
insert into record_shares (id, property_id, user_id) values (t.id('share'), t.id('palphaagent'), t.id('alphaagent2'));
select results_eq($$select owner_id, access::text, shared_by, version from record_shares where id = t.id('share')$$, $$values (t.id('alphaagent'), 'read', t.id('alphaagent'), 1)$$, 'a share is its record''s, and says who made it');
select results_eq($$select shared_with, editors, version, updated_at = app.now() from properties where id = t.id('palphaagent')$$, $$values (array[t.id('alphaagent2')], null::uuid[], 1, true)$$, 'the record says so; no open form is stale by it');
select is((select shared_with from media_items where id = t.id('ialphaagent')), array[t.id('alphaagent2')], 'and so do its photos');
select is(t.try($$insert into record_shares (property_id, user_id, access) values (t.id('palphaagent'), t.id('alphaagent2'), 'write')$$), '23505', 'with each person once');
reset role;
select results_eq($$select user_id, params ->> 'name', params ->> 'by', params ->> 'path' from notifications where kind = 'record_shared'$$,
                  $$values (t.id('alphaagent2'), '1, rue agent', 'Alpha Agent', 'properties/' || t.id('palphaagent'))$$, 'who it is shared with is told');
select t.come('alphaagent2', 'alpha');
select is(pg_temp.refused('t.id(''palphaagent''), null', 'alphaviewer'), 'owner of the record, or admin: ' || t.id('alphaagent'), 'a reader does not share, and is told whom to ask');
select is(t.try($$update record_shares set access = 'write' where id = t.id('share')$$), '0', 'nor gives themselves more');
select results_eq($$select user_id from record_shares where property_id is not null$$, $$values (t.id('alphaagent2'))$$, 'but sees with whom it is shared');
select is(t.count($$select 1 from estate.search('rue agent', 5) where id = t.id('palphaagent')$$), 1::bigint, 'finds it by words');
select is(t.count($$select 1 from estate.property_prices(t.id('palphaagent'))$$), 1::bigint, 'and reads what it was offered at');
select is(t.count($$select 1 from record_changes where row_id = t.id('share')$$), 1::bigint, 'and that it was shared');
select t.come('alphaagent', 'alpha');
update properties set price = 3 where id = t.id('palphaagent');
select t.come('alphaagent2', 'alpha');
select is((select fields from record_changes where table_name = 'properties' and row_id = t.id('palphaagent')), '{price}', 'and what has become of it since');
select is(t.count($$select 1 from activities where property_id = t.id('palphaagent') and kind = 'price'$$), 1::bigint, 'its timeline goes on with it');
select t.come('alphaviewer', 'alpha');
select is(t.count('select 1 from record_shares') + t.count('select 1 from properties') + t.count('select 1 from activities'), 0::bigint, 'nobody else sees any of it');

-- more, and less
select t.come('alphaagent', 'alpha');
update record_shares set access = 'write' where id = t.id('share');
insert into activities (kind, text, property_id, private) values ('note', 'For me', t.id('palphaagent'), true);
select t.come('alphaagent2', 'alpha');
select is(t.try($$update properties set owner_id = t.id('alphaagent2') where id = t.id('palphaagent')$$), 'SF403', 'who writes it does not make it theirs');
select is(t.count($$select 1 from activities where property_id = t.id('palphaagent') and private$$), 0::bigint, 'a private note stays private');
select is(t.try($$update media_items set property_id = t.id('palphaagent') where id = t.id('ialphaagent2')$$), '1', 'a photo that goes there');
select results_eq($$select owner_id, editors from media_items where id = t.id('ialphaagent2')$$, $$values (t.id('alphaagent'), array[t.id('alphaagent2')])$$, '… is the property''s, and shared as it is');
select is(t.try($$update media_items set property_id = t.id('palphaagent2') where id = t.id('ialphaagent2')$$), '1', 'and comes back');
select is((select shared_with from media_items where id = t.id('ialphaagent2')), null, '… and is its owner''s alone');
select is(t.try($$insert into record_shares (property_id, user_id) values (t.id('palphaagent'), t.id('alphaviewer'))$$), '1', 'who writes it shares it');
update record_shares set deleted_at = app.now() where id = t.id('share');
select is(t.count($$select 1 from properties where id = t.id('palphaagent')$$) + t.count($$select 1 from media_items where id = t.id('ialphaagent')$$) + t.count('select 1 from record_shares where property_id is not null'), 0::bigint, 'unshared, it is gone at once');
select t.come('alphaagent', 'alpha');
select results_eq($$select shared_with, editors from properties where id = t.id('palphaagent')$$, $$values (array[t.id('alphaviewer')], null::uuid[])$$, 'others keep it');
update record_shares set deleted_at = null where id = t.id('share');
select results_eq($$select cardinality(shared_with), editors from properties where id = t.id('palphaagent')$$, $$values (2, array[t.id('alphaagent2')])$$, 'taken back, it is as it was');

-- handed over
select t.come('alphaadmin', 'alpha');
update properties set owner_id = t.id('alphaagent2') where id = t.id('palphaagent');
select results_eq($$select owner_id, shared_with, editors from properties where id = t.id('palphaagent')$$, $$values (t.id('alphaagent2'), array[t.id('alphaviewer')], null::uuid[])$$, 'who owns it now needs no share; others keep theirs');
select is((select array_agg(distinct owner_id) from record_shares where property_id = t.id('palphaagent')), array[t.id('alphaagent2')], 'whose record it is, they say anew');

-- a task, by whoever is to do it
select t.come('alphaagent', 'alpha');
update tasks set assignee_id = t.id('alphaadmin') where id = t.id('talphaagent');
insert into record_shares (id, task_id, user_id) values (t.id('task'), t.id('talphaagent'), t.id('alphaviewer'));
update tasks set assignee_id = t.id('alphaagent2') where id = t.id('talphaagent');
select t.come('alphaagent2', 'alpha');
select is(t.try($$update record_shares set deleted_at = app.now() where id = t.id('task')$$), '1', 'who is to do a task shares it, or no more');

-- two contacts put into one, and taken apart
select t.come('alphaagent', 'alpha');
insert into contacts (id, name) values (t.id('kept'), 'Weber'), (t.id('other'), 'Weber');
insert into record_shares (contact_id, user_id, access) values
    (t.id('kept'), t.id('alphaagent2'), 'read'), (t.id('other'), t.id('alphaagent2'), 'write'), (t.id('other'), t.id('alphaviewer'), 'read');
select estate.merge_contacts(t.id('kept'), t.id('other'), '{}');
select results_eq($$select shared_with @> array[t.id('alphaagent2'), t.id('alphaviewer')], editors from contacts where id = t.id('kept')$$, $$values (true, null::uuid[])$$, 'who saw one of two sees the one that both are now');
select estate.unmerge_contact(t.id('other'));
select results_eq($$select id = t.id('kept'), cardinality(shared_with), editors from contacts where id in (t.id('kept'), t.id('other')) order by 1$$,
                  $$values (false, 2, array[t.id('alphaagent2')]), (true, 1, null)$$, 'taken apart, each is shared as it was');

-- gone
reset role;
delete from contacts where id = t.id('other');
select is(t.count($$select 1 from record_shares where contact_id = t.id('other')$$), 0::bigint, 'with the record its shares go');
select t.come('alphaagent2', 'alpha');
select agency.leave(t.id('malphaagent2'), t.id('malphaagent'));
reset role;
select is(t.count($$select 1 from record_shares where user_id = t.id('alphaagent2') and agency_id = t.id('alpha') and deleted_at is null$$), 0::bigint, 'who leaves loses what was shared with them');
select is((select shared_with from contacts where id = t.id('kept')), null, 'on the records too');
select is(t.count($$select 1 from record_shares where user_id = t.id('alphaagent') and agency_id = t.id('alpha')$$), 0::bigint, 'and nobody inherits it');

-- every function that asks whose a record is asks with whom it is shared
select is((select string_agg(p.oid::regprocedure::text, ', ' order by p.proname) from pg_proc p
           where p.prosrc ~ '(app\.reads_all\(\)|everything) or (app\.user_id\(\) is null or )?\w+\.owner_id = ' and p.prosrc !~ 'shared_with'
             and p.pronamespace in ('app'::regnamespace, 'estate'::regnamespace, 'media'::regnamespace, 'correspondence'::regnamespace, 'internal'::regnamespace)),
          'internal.own_import(uuid), estate.property_share_links(uuid)', 'and no function forgets it: imports and pages for clients are not shared inside');
select is((select array_agg(c.relname::text order by c.relname) from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'contact_id'
           where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not exists (select from pg_attribute s where s.attrelid = c.oid and s.attname = 'shared_with')),
          array['leads', 'visits'], 'what is a contact''s is shared with it; visits and leads follow their people');
select * from finish();
rollback;

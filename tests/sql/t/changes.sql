-- SPDX-License-Identifier: Apache-2.0
-- What is written down of each change, who may read it, and the order of the feed.
begin;
set local search_path = public, t;
select start(50);
select t.world();
create function pg_temp.last() returns internal.changes language sql as $$ select c from internal.changes c where table_name <> 'activities' order by seq desc limit 1 $$;

select t.come('alphaagent', 'alpha');
insert into properties (id, address, price) values (t.id('p'), 'x', 5);
reset role;
select results_eq('select table_name, row_id, action, agency_id, owner_id, actor_id, actor_role, address from pg_temp.last()',
                  $$values ('properties', t.id('p'), 'created', t.id('alpha'), t.id('alphaagent'), t.id('alphaagent'), 'agent', '192.0.2.1'::inet)$$, 'a new row: what, whose, by whom, from where');
select isnt((pg_temp.last()).request_id, null, 'and by which request');
select is((pg_temp.last()).diff -> 'price', '5.00', 'what it begins with');
select is((pg_temp.last()).diff ?| array['version', 'created_at', 'updated_at', 'id', 'agency_id', 'notes'], false, 'without what says nothing');
select t.come('alphaagent', 'alpha');
update properties set price = 6, notes = 'n' where id = t.id('p');
reset role;
select is((pg_temp.last()).diff, '{"price": [5.00, 6.00], "notes": [null, "n"]}', 'a change: old and new');
select t.come('alphaagent', 'alpha');
update properties set price = 6 where id = t.id('p');
reset role;
select is((pg_temp.last()).diff, '{"price": [5.00, 6.00], "notes": [null, "n"]}', 'no change, no row');
select t.come('alphaagent', 'alpha');
update properties set deleted_at = app.now() where id = t.id('p');
reset role;
select is((pg_temp.last()).action, 'deleted', 'a soft delete is a delete');
select t.come('alphaagent', 'alpha');
update properties set deleted_at = null where id = t.id('p');
reset role;
select is((pg_temp.last()).action, 'restored', 'and back');
delete from properties where id = t.id('p');
select is((pg_temp.last()).action, 'deleted', 'a real one too');
select is((select count(*) from internal.changes where diff ? 'token_hash'), 0::bigint, 'secrets are left out');
select is((select agency_id from internal.changes where table_name = 'agencies' and row_id = t.id('alpha')), t.id('alpha'), 'an agency''s own change is its');
select is((select count(*) from internal.changes where table_name = 'users' and agency_id is not null), 0::bigint, 'a user''s is nobody''s');

-- who changed a record, for whoever may read that
select t.come('alphaviewer', 'alpha');
select results_eq($$select action::text, fields, actor_id from record_changes where table_name = 'properties' and row_id = t.id('p') order by seq$$,
                  $$values ('created', '{}'::text[], t.id('alphaagent')), ('updated', '{notes,price}', t.id('alphaagent')), ('deleted', '{}', t.id('alphaagent')), ('restored', '{}', t.id('alphaagent')), ('deleted', '{}', t.id('alphaagent'))$$, 'a viewer sees who changed what of a record');
select is(t.count('select 1 from record_changes where table_name in (''invitations'', ''agencies'', ''memberships'', ''api_keys'')'), 0::bigint, 'and of settings nothing');
select t.come('betaowner', 'beta');
select is(t.count('select 1 from record_changes where row_id = t.id(''p'')'), 0::bigint, 'another agency nothing at all');
select t.go();
select is(t.count('select 1 from record_changes'), 0::bigint, 'nor whoever has not come in');
reset role;

-- who reads it. alpha has 7 memberships, an agency row, an invitation; 3 contacts, addresses, properties, photos, tasks, deals, leads, shared pages
select t.come('alphaagent', 'alpha');
select is(t.count('select 1 from audit_log'), 0::bigint, 'an agent reads no audit log');
select is(t.try('select 1 from internal.changes'), 'denied', 'nor the table behind it');
select is(t.try('insert into internal.changes (table_name, row_id, action, admin_only, diff) values (''x'', t.id(''x''), ''created'', false, ''{}'')'), 'denied', 'nor writes into it');
select t.come('alphaadmin', 'alpha');
select is((select array_agg(distinct table_name order by table_name) from audit_log), array['activities', 'agencies', 'ai_jobs', 'api_keys', 'bulk_changes', 'buyer_requests', 'contact_consents', 'contact_emails', 'contact_phones', 'contacts', 'conversations', 'credit_accounts', 'deal_parties', 'deal_stages', 'deals', 'imports', 'invitations', 'lead_rules', 'leads', 'media_items', 'memberships', 'message_templates', 'messages', 'payments', 'projects', 'properties', 'record_shares', 'saved_views', 'share_links',
    'subscription_events', 'subscriptions', 'tasks', 'templates', 'visits', 'webhook_endpoints'], 'an admin does');
select is(t.count('select 1 from audit_log where agency_id <> t.id(''alpha'')'), 0::bigint, 'of its agency alone');
select is(t.count('select 1 from admin_audit_log'), 0::bigint, 'and not the platform''s');
select is(t.count('select 1 from events'), 0::bigint, 'the feed shows nothing of a transaction that is still running');

-- the feed, as if the transaction were long over
reset role;
update internal.changes set xid = '1' where agency_id is not null;
select t.come('alphaagent', 'alpha');
select is((select array_agg(distinct table_name order by table_name) from events), array['activities', 'ai_jobs', 'buyer_requests', 'contact_consents', 'contact_emails', 'contact_phones', 'contacts', 'conversations', 'credit_accounts', 'deal_parties', 'deal_stages', 'deals', 'imports', 'leads', 'media_items', 'message_templates', 'messages', 'projects', 'properties', 'record_shares', 'saved_views', 'share_links', 'tasks', 'templates', 'visits'], 'an agent''s feed: records, no settings');
select is((select array_agg(distinct action order by action) from events where table_name = 'properties'), array['created', 'deleted', 'restored', 'updated'], 'with what became of each');
select t.come('alphaowner', 'alpha');
select is(t.count('select 1 from events where table_name = ''memberships'''), 7::bigint, 'an owner''s feed has settings too');
reset role;
set local role stagefy_definer;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
reset role;
update internal.changes set xid = '1';
select t.come('alphaagent', 'alpha');
select is((select array_agg(distinct row_id) from events where table_name = 'contacts'), array[t.id('calphaagent')], 'owner visibility: an agent''s feed has its own records');
select t.come('alphaviewer', 'alpha');
select is(t.count('select 1 from events'), 0::bigint, 'and a viewer''s has none');
select t.come('betaowner', 'beta');
select is(t.count('select 1 from events where row_id in (t.id(''palphaagent''), t.id(''alpha''))'), 0::bigint, 'nothing reaches another agency');

-- platform admins
select t.come('root', 'alpha', 16);
update properties set notes = 'by the platform' where id = t.id('palphaagent');
select t.come('root', null, 16);
select results_eq('select admin_user_id, action, resource_type, resource_id, old_values, new_values, ip_address from admin_audit_log',
                  $$values (t.id('root'), 'updated', 'properties', t.id('palphaagent'), '{"notes": null}'::jsonb, '{"notes": "by the platform"}'::jsonb, '192.0.2.1'::inet)$$, 'what a platform admin writes is kept as such');
select t.come('root', 'alpha', 16);
insert into properties (agency_id, owner_id, address) values (t.id('alpha'), t.id('alphaagent'), 'new');
select is((select old_values is null and new_values ->> 'address' = 'new' from admin_audit_log where action = 'created'), true, '… and what it creates');
select t.come('alphaadmin', 'alpha');
select is((select actor_role from audit_log where action = 'updated' and diff #>> '{notes,1}' = 'by the platform'), 'platform', 'and the agency sees it');

-- partitions
reset role;
select is((select count(*) from pg_inherits where inhparent = 'internal.changes'::regclass), 5::bigint, 'this month, three ahead, and the rest');
select is(t.count('select 1 from only internal.changes_default'), 0::bigint, 'changes go to their month');
select is(internal.make_change_partitions(3), 0, 'nothing is made twice');
select set_config('app.now', (date_trunc('month', now()) + interval '5 months 3 days')::text, true);
select t.come('alphaadmin', 'alpha');
update properties set notes = 'much later' where id = t.id('palphaagent');
reset role;
select is(t.count('select 1 from only internal.changes_default'), 1::bigint, 'a month that nobody made goes to the rest');
select is((agency.tidy() ->> 'partitions')::int, 4, 'tidy makes it, and three ahead');
select is(t.count('select 1 from only internal.changes_default'), 0::bigint, 'and takes along what came before');
select is((select diff #>> '{notes,1}' from internal.changes order by at desc limit 1), 'much later', 'nothing is lost');
select is((select count(*) from pg_class c join pg_inherits i on i.inhrelid = c.oid where i.inhparent = 'internal.changes'::regclass
           and (has_table_privilege('stagefy_api', c.oid, 'select') or has_table_privilege('stagefy_read', c.oid, 'select'))), 0::bigint, 'nobody reads a partition around the policies');

-- retention. Whole months go, days after the last one has ended; counted from the first that there is
create function pg_temp.days_after_first(p_days int, p_less interval) returns text language sql as $$
    select set_config('app.now', (min(to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'utc' + make_interval(days => p_days) - p_less)::text, true)
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'internal.changes'::regclass and c.relname <> 'changes_default'
$$;
create function pg_temp.months() returns bigint language sql as $$ select count(*) from pg_inherits where inhparent = 'internal.changes'::regclass $$;
select is(app.drop_old_changes(400), 0, 'what is young stays');
select pg_temp.days_after_first(400, '1 second');
select is(app.drop_old_changes(400), 0, 'a month stays until its last day is that old');
select is(pg_temp.months(), 9::bigint, 'all are there');
select pg_temp.days_after_first(400, '0');
insert into internal.changes (at, table_name, row_id, action, admin_only, diff) values ('1999-01-01', 'x', t.id('x'), 'created', false, '{}');
select is(app.drop_old_changes(400), 1, 'and then goes');
select is(pg_temp.months(), 8::bigint, 'it alone');
select is(t.count('select 1 from internal.changes where at < app.now() - interval ''401 days'''), 0::bigint, 'with what older changes there are');
select is((select diff #>> '{notes,1}' from internal.changes order by at desc limit 1), 'much later', 'younger ones stay');
select pg_temp.days_after_first(36500, '0');
select is(app.drop_old_changes(36500 - 400), 7, 'years later all that were made go');
select t.come('alphaagent', 'alpha');
select is(t.try('select app.drop_old_changes(1)'), 'denied', 'a worker drops nothing');
reset role;
set local role stagefy_owner;
select is(app.drop_old_changes(400), 0, 'the operator may');
reset role;
select * from finish();
rollback;

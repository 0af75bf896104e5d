-- SPDX-License-Identifier: Apache-2.0
-- A hostile tenant: the owner of beta, with every id of alpha in hand, on every tenant table.
begin;
set local search_path = public, t;
create temp table tenant_tables as
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'agency_id' and a.attnotnull
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1;
create temp table links as
    select c.conrelid::regclass::text as child, a.attname as link, c.confrelid::regclass::text as parent, c.conname
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
    where c.contype = 'f' and array_length(c.conkey, 1) = 2 and c.connamespace = 'public'::regnamespace
      and c.conrelid <> 'agencies'::regclass;
grant select on tenant_tables, links to public;

select start((select count(*) from tenant_tables)::int * 5 + (select count(*) from links)::int + 13);
select t.world();
select cmp_ok((select count(*) from tenant_tables), '>=', 6::bigint, 'there are tenant tables');
select cmp_ok((select count(*) from links), '>=', 9::bigint, 'there are links between them');

select t.come('betaowner', 'beta');
select is(t.count(format('select 1 from %I where agency_id = t.id(''alpha'')', name)), 0::bigint, name || ': none of alpha is read') from tenant_tables;
select cmp_ok(t.count(format('select 1 from %I', name)), '>', 0::bigint, name || ': those of beta are') from tenant_tables;
select alike(t.try(format('update %I set %s where agency_id = t.id(''alpha'')', name,
        case name when 'invitations' then 'revoked_at = now()' when 'memberships' then 'display_name = ''x''' when 'api_keys' then 'name = ''x''' when 'webhook_endpoints' then 'description = ''x''' when 'webhook_deliveries' then 'status = ''failed'''
            when 'subscriptions' then 'status = ''paused''' when 'payments' then 'state = ''failed''' when 'subscription_events' then 'reason = ''x'''
            when 'activities' then 'text = ''x''' when 'messages' then 'text = ''x''' when 'conversations' then 'subject = ''x''' when 'notifications' then 'read_at = now()' when 'bulk_changes' then 'changed = 1' when 'imports' then 'deleted_at = now()' when 'projects' then 'name = ''x''' when 'ai_jobs' then 'tries = 1' when 'record_shares' then 'access = ''read''' when 'credit_accounts' then 'low_at = 1' when 'credit_grants' then 'remaining = 1' when 'credit_holds' then 'units = 1' when 'credit_transactions' then 'amount = 1' when 'notification_preferences' then 'mail_digest = ''off''' else 'external_ref = ''x''' end)),
    case when name in ('activities', 'ai_jobs', 'conversations', 'credit_grants', 'credit_holds', 'credit_transactions', 'messages', 'webhook_deliveries', 'notifications', 'notification_preferences',
                      'subscriptions', 'subscription_events', 'payments') then 'denied' else '0' end, name || ': none of alpha is changed') from tenant_tables;
select is(t.try(format('delete from %I', name)), 'denied', name || ': nothing is deleted for good') from tenant_tables;
select is(t.try(format('update %I set agency_id = t.id(''alpha'')', name)), 'denied', name || ': nothing is moved to alpha') from tenant_tables;
select is(t.try($$insert into properties (agency_id, owner_id, address) values (t.id('alpha'), t.id('alphaagent'), 'x')$$), 'denied', 'no property is made in alpha');
select is(t.try($$insert into contacts (agency_id, owner_id, name) values (t.id('alpha'), t.id('betaowner'), 'x')$$), 'denied', 'no contact is made in alpha');
select is(t.count('select 1 from agencies'), 1::bigint, 'agencies: one''s own alone');
select is(t.try($$update agencies set name = 'x' where id = t.id('alpha')$$), '0', 'agencies: no other is changed');
select is(t.count('select 1 from users'), 1::bigint, 'users: oneself alone');
select is(t.try($$update users set full_name = 'x' where id = t.id('alphaowner')$$), '0', 'users: nobody else is changed');
select is(t.count('select 1 from identities'), 1::bigint, 'identities: one''s own alone');

-- by_ref with a reference that alpha has too: two rows, no error that tells
reset role;
update properties set external_ref = 'same' where id = t.id('palphaagent');
select t.come('betaagent', 'beta');
select is(t.try($$insert into properties as p (agency_id, owner_id, external_ref, address) values (t.id('beta'), t.id('betaagent'), 'same', 'x')
                 on conflict (agency_id, external_ref) do update set address = excluded.address$$), '1', 'unique rules do not reach across agencies');
select is(t.try($$insert into contact_emails (agency_id, contact_id, email) values (t.id('beta'), t.id('cbetaagent'), 'c.admin@alpha.example')$$), '1', 'nor do e-mails');

-- forged links: every composite key, as definer, whom no policy stops, with every rule of ours switched off
reset role;
do $$
declare
    name text;
begin
    for name in select distinct child from links loop
        execute format('alter table %s disable trigger user', name);
    end loop;
end
$$;
set local role stagefy_definer;
select is(t.try(format('update %s set %I = (select %s from %s where agency_id = t.id(''alpha'') limit 1) where agency_id = t.id(''beta'')',
                       child, link, case when parent = 'memberships' then 'user_id' else 'id' end, parent)),
          '23503', format('%s.%s cannot point into another agency', child, link))
from links;
select is(t.try($$update agencies set logo_media_id = t.id('ialphaagent') where id = t.id('beta')$$), '23503', 'nor can a logo');
select is(t.try($$insert into media_items (agency_id, owner_id, type, file_name, storage_key, provider, content_type, size, property_id)
                 values (t.id('beta'), t.id('betaagent'), 'image', 'x', 'x', 'local', 'image/png', 1, t.id('palphaagent'))$$), '23503', 'nor can a new photo');
select * from finish();
rollback;

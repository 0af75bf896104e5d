-- SPDX-License-Identifier: Apache-2.0
-- Rules that every table, policy and function keeps, asked of the catalogue, so that a new one cannot forget them.
begin;
set local search_path = public, t, pg_catalog;
create temp view tables as select c.oid, c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'agency_id' and a.attnotnull) as tenant
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p');
create temp view functions as select p.oid, p.oid::regprocedure::text as name, p.proowner::regrole::text as owner, p.prosecdef, p.proconfig, p.proacl
    from pg_proc p where p.pronamespace in (select oid from pg_namespace where nspname in ('app', 'internal', 'agency', 'billing', 'correspondence', 'estate', 'inbox', 'mail', 'media', 'notify', 'studio', 'work'))
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e');
create temp view keys as select c.*, c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent from pg_constraint c
    where c.contype = 'f' and c.conparentid = 0 and c.connamespace in ('public'::regnamespace, 'internal'::regnamespace);
-- The ledger is its own history: nothing of it is changed by people, and its entries have numbers to be read by.
create temp view books as select * from (values ('credit_accounts'), ('credit_grants'), ('credit_holds'), ('credit_transactions')) b (name);
-- the names that break a rule, for a message that helps; NULL when none does
create function pg_temp.none(p_query text, p_rule text) returns text language plpgsql as $$
declare
    sinners text;
begin
    execute format('select string_agg(q::text, '', '' order by q::text) from (%s) s (q)', p_query) into sinners;
    return is(sinners, null, p_rule);
end
$$;

select start(43);
select cmp_ok((select count(*) from tables), '>=', 9::bigint, 'there are tables');
select cmp_ok((select count(*) from functions where prosecdef), '>=', 40::bigint, 'there are definer functions');
select cmp_ok((select count(*) from keys), '>=', 25::bigint, 'there are foreign keys');

-- tables
select pg_temp.none($$select name from tables t join pg_class c using (oid) where not (c.relrowsecurity and c.relforcerowsecurity)$$, 'row-level security is enabled and forced on every table');
select pg_temp.none($$select name from tables where not exists (select from pg_policy where polrelid = tables.oid and polname <> 'definer')$$, 'every table has a policy');
select pg_temp.none($$select name from tables where not exists (select from pg_policy where polrelid = tables.oid and polname = 'definer' and polroles = array['stagefy_definer'::regrole::oid])$$, 'and one for definer functions');
select pg_temp.none($$select polrelid::regclass || '.' || polname from pg_policy where obj_description(oid, 'pg_policy') is null$$, 'every policy says whom it lets in and why');
select pg_temp.none($$select polrelid::regclass || '.' || polname from pg_policy where not polpermissive or polroles <> case polname when 'definer' then array['stagefy_definer'::regrole::oid] else '{0}' end$$, 'policies are permissive and, but for definer''s, for everybody whom a grant lets near');
select pg_temp.none($$select polrelid::regclass || ' ' || polcmd::text from pg_policy where polname not in ('definer', 'read_platform') group by polrelid, polcmd having count(*) > 1$$, 'one policy a command');
select pg_temp.none($$select polrelid::regclass || '.' || polname from pg_policy where coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), '') ilike any (array['%select%', '%deleted_at%', '%current_setting%'])$$, 'policies ask no other table, and nothing of deletion');
select pg_temp.none($$select name from tables where tenant and not exists (select from pg_index i where i.indrelid = tables.oid and i.indisprimary
    and (select array_agg(a.attname order by k.ord) from unnest(i.indkey) with ordinality k (num, ord) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num) = array['agency_id', 'id']::name[])$$, 'tenant tables have the primary key (agency_id, id)');
select is((select array_agg(name order by name) from tables where not tenant), array['admin_settings', 'agencies', 'features', 'identities', 'plans', 'studio_models', 'studio_tools', 'users']::name[], 'global tables are a closed list');
select pg_temp.none($$select indexrelid::regclass from pg_index i join tables t on t.oid = i.indrelid where i.indisunique
    and (select attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0]) <> 'agency_id'
    and indexrelid::regclass::text not in ('admin_settings_pkey', 'agencies_pkey', 'agencies_slug_key', 'agencies_clerk_org_id_key', 'agencies_sandbox_of_key', 'api_keys_prefix_key', 'users_pkey', 'idx_users_email', 'identities_pkey', 'identities_issuer_subject_key', 'features_pkey', 'plans_pkey', 'plans_key_key', 'plans_clerk_id_key', 'studio_models_pkey', 'studio_models_model_key', 'studio_tools_pkey', 'studio_tools_name_key')$$, 'unique rules lead with agency_id, but for a closed list');
select pg_temp.none($$select conname from keys k join tables c on c.oid = k.conrelid and c.tenant join tables p on p.oid = k.confrelid and p.tenant
    where (select attname from pg_attribute where attrelid = k.conrelid and attnum = k.conkey[1]) <> 'agency_id' or (select attname from pg_attribute where attrelid = k.confrelid and attnum = k.confkey[1]) <> 'agency_id'$$, 'keys between tenant tables are composite');
select pg_temp.none($$select t.name || '.' || a.attname from tables t join pg_attribute a on a.attrelid = t.oid and a.attname like '%\_id' and a.atttypid = 'uuid'::regtype
    where not exists (select from keys k where k.conrelid = t.oid and a.attnum = any (k.conkey)) and (t.name, a.attname) not in (('credit_holds', 'job_id'), ('credit_transactions', 'job_id'), ('projects', 'batch_id'), ('projects', 'job_id'), ('projects', 'template_id'), ('projects', 'template_agency_id'), ('webhook_deliveries', 'event_id'), ('notifications', 'subject_id'), ('bulk_changes', 'job_id'), ('imports', 'job_id'), ('imports', 'undo_job_id'))$$, 'every link is a foreign key');
select pg_temp.none($$select conname from keys where confdeltype = 'n' and coalesce(array_length(confdelsetcols, 1), 0) <> 1 and array_length(conkey, 1) > 1$$, 'set null names its column and leaves agency_id');
select pg_temp.none($$select child || '.' || conname from keys k where not exists (select from pg_index i where i.indrelid = k.conrelid
    and (select array_agg(n order by n) from unnest((i.indkey::int2[])[0:array_length(k.conkey, 1) - 1]) n) = (select array_agg(n order by n) from unnest(k.conkey) n)
    and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ 'IS NOT NULL')) and not exists (select from pg_trigger g where g.tgrelid = k.confrelid and g.tgfoid = 'app.append_only()'::regprocedure)$$,
    'every foreign key has an index, but of rows that stay for ever');
-- of webhooks that would be news of news
select pg_temp.none($$select name from tables where name not in (select name from books where name <> 'credit_accounts' union select 'webhook_deliveries') and not exists (select from pg_trigger where tgrelid = tables.oid and tgfoid = 'internal.record_change()'::regprocedure and tgenabled = 'O' and tgtype = 29)$$, 'every table''s changes are written down: insert, update, delete');
select pg_temp.none($$select name from tables where name not in (select name from books where name <> 'credit_accounts') and not exists (select from pg_trigger where tgrelid = tables.oid and tgfoid = 'app.touch_row()'::regprocedure)$$, 'every table keeps its versions');
select pg_temp.none($$select name || '.' || w from tables, unnest(array['version', 'created_at', 'updated_at']) w where not exists (select from pg_attribute a where a.attrelid = tables.oid and a.attname = w and a.attnotnull)
    and (name, w) not in (('credit_transactions', 'version'), ('credit_transactions', 'updated_at'))$$, 'and its times');
select pg_temp.none($$select t.name || '.' || arg from tables t join pg_trigger g on g.tgrelid = t.oid and g.tgfoid in ('app.touch_row()'::regprocedure, 'internal.record_change()'::regprocedure),
    lateral unnest(string_to_array(trim(trailing E'\\000' from replace(encode(g.tgargs, 'escape'), E'\\000', ',')), ',')) arg
    where arg not in ('', 'records', 'settings', 'personal') and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = replace(arg, 'definer:', ''))$$, 'trigger arguments name columns that exist');
select pg_temp.none($$select name || ' ' || w from tables, unnest(array['(agency_id, created_at DESC, id DESC)', '(agency_id, updated_at, id)']) w
    where tenant and name not in (select name from books) and not exists (select from pg_index i where i.indrelid = tables.oid and pg_get_indexdef(i.indexrelid) like '%USING btree ' || w)$$, 'every listed table has its two list indexes');
select pg_temp.none($$select typname from pg_type where typtype = 'e' and typnamespace in ('public'::regnamespace, 'internal'::regnamespace)$$, 'there is no enum: its equality is not leakproof');
select pg_temp.none($$select t.name || '.' || a.attname from tables t join pg_attribute a on a.attrelid = t.oid where a.attnum > 0 and a.atttypid in ('timestamp'::regtype, 'varchar'::regtype, 'bpchar'::regtype, 'json'::regtype, 'money'::regtype, 'float8'::regtype, 'float4'::regtype)$$, 'columns have the house''s types');
select pg_temp.none($$select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v' and not coalesce(reloptions, '{}') @> array['security_invoker=true']$$, 'views ask as whoever reads');
select pg_temp.none($$select relname from pg_class where relnamespace in ('public'::regnamespace, 'internal'::regnamespace) and relkind = 'm'$$, 'there is no materialised view');

-- functions
select pg_temp.none($$select name from functions where prosecdef and owner <> 'stagefy_definer'$$, 'definer functions are stagefy_definer''s');
select pg_temp.none($$select name from functions where prosecdef and not coalesce(exists (select from unnest(proconfig) c where c ~ '^search_path=.*pg_temp$'), false)$$, 'they set search_path, pg_temp last');
select pg_temp.none($$select name from functions where proacl is null or exists (select from aclexplode(proacl) where grantee = 0)$$, 'no function is everybody''s');
select pg_temp.none($$select name from functions where owner not in ('stagefy_owner', 'stagefy_definer')$$, 'functions have the house''s owners');
select pg_temp.none($$select name from functions where name ~ '^internal\.' and (has_function_privilege('stagefy_api', oid, 'execute') or has_function_privilege('stagefy_jobs', oid, 'execute'))$$, 'nobody else calls what is internal');

-- roles
select pg_temp.none($$select rolname from pg_roles where rolname like 'stagefy\_%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)$$, 'no role of ours is above the rules');
select is((select array_agg(rolname order by rolname) from pg_roles where rolname like 'stagefy\_%' and rolcanlogin), array['stagefy_api', 'stagefy_jobs']::name[], 'two may log in');
select pg_temp.none($$select r.roleid::regrole || ' to ' || r.member::regrole from pg_auth_members r where r.member::regrole::text in ('stagefy_api', 'stagefy_jobs', 'stagefy_read', 'stagefy_definer')
    and (r.roleid::regrole::text, r.member::regrole::text) <> ('stagefy_api', 'stagefy_jobs')$$, 'none of them is a member of anything, but jobs may take on the requests'' role');
select is((select rolinherit from pg_roles where rolname = 'stagefy_owner'), false, 'the owner does not see through definer''s policies by accident');
select is((select rolinherit from pg_roles where rolname = 'stagefy_jobs'), false, 'nor does a job change a record by accident');
select pg_temp.none($$select c.oid::regclass from pg_class c where c.relowner::regrole::text in ('stagefy_api', 'stagefy_jobs', 'stagefy_read')$$, 'workers own nothing');
select pg_temp.none($$select r || ' ' || c.oid::regclass || ' ' || p from pg_class c, unnest(array['stagefy_api', 'stagefy_jobs', 'stagefy_read']) r, unnest(array['truncate', 'references', 'trigger', 'delete']) p
    where c.relkind in ('r', 'p', 'v') and c.relnamespace in ('public'::regnamespace, 'internal'::regnamespace) and has_table_privilege(r, c.oid, p)$$, 'and may not empty, refer to, hook into or delete from anything');
select pg_temp.none($$select c.oid::regclass || ' ' || p from pg_class c, unnest(array['select', 'insert', 'update']) p where c.relkind in ('r', 'p') and c.relnamespace = 'internal'::regnamespace
    and has_any_column_privilege('stagefy_api', c.oid, p) and (c.relname, p) not in (('changes', 'select'), ('jobs', 'select'), ('mails', 'select'))$$, 'workers touch nothing internal but the changes, the jobs and the mails, to read');
select pg_temp.none($$select nspname from pg_namespace where nspname !~ '^pg_' and (has_schema_privilege('stagefy_api', oid, 'create') or nspname in ('internal', 'sqitch') and has_schema_privilege('stagefy_api', oid, 'usage'))$$, 'and make nothing');
select pg_temp.none($$select t.name || '.' || a.attname || ' ' || p from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0, unnest(array['insert', 'update']) p
    where has_column_privilege('stagefy_api', t.oid, a.attnum, p)
    and (t.name, a.attname) <> ('studio_models', 'provider') and (a.attname in ('version', 'created_at', 'updated_at', 'media_count', 'published_at', 'storage_key', 'provider', 'status_of', 'size', 'sha256', 'credits_used', 'left_at', 'accepted_at', 'token_hash', 'digest', 'prefix', 'created_by', 'sandbox_id', 'sandbox_of', 'last_used_at', 'done_at', 'previous_id', 'repeats_from', 'stage_since', 'closed_at', 'busy_until', 'sequence', 'wish', 'email_verified', 'is_active', 'slug', 'region', 'clerk_org_id')
         or t.name = 'activities' and (p = 'update' or a.attname in ('owner_id', 'author_id', 'details', 'task_id')) or p = 'update' and a.attname in ('id', 'agency_id', 'user_id', 'contact_id', 'stage_id', 'deal_id') and (t.name, a.attname) not in (('properties', 'contact_id'), ('media_items', 'contact_id'), ('tasks', 'contact_id'), ('deals', 'contact_id'), ('visits', 'contact_id'))
         or t.name = 'users' and a.attname in ('role', 'email') or t.name = 'media_items' and a.attname in ('type', 'status', 'position'))$$, 'and write no column that is the server''s');
select pg_temp.none($$select g.grantee || ' ' || g.table_name from information_schema.role_table_grants g where g.grantee in ('anon', 'authenticated', 'service_role', 'PUBLIC')
    and g.table_schema = 'public'$$, 'nobody else has a grant');
select is((select array_agg(s order by s collate "C") from pg_roles, unnest(rolconfig) s where rolname = 'stagefy_api'),
          array['DateStyle=ISO', 'IntervalStyle=iso_8601', 'TimeZone=UTC', 'bytea_output=hex', 'idle_in_transaction_session_timeout=10s', 'lock_timeout=1s',
            'plan_cache_mode=force_generic_plan', 'search_path=public', 'statement_timeout=2500ms', 'tcp_keepalives_count=3', 'tcp_keepalives_idle=5',
            'tcp_keepalives_interval=2', 'tcp_user_timeout=10s'], 'workers have their limits and their forms');
select * from finish();
rollback;

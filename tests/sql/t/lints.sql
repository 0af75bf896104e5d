-- SPDX-License-Identifier: Apache-2.0
-- What Supabase's linter for Postgres looks for (its errors and warnings, and those of its notes that a catalogue can answer),
-- asked of all that is ours. No finding, and no list of exceptions. What catalogue.sql asks already is not asked twice.
begin;
set local search_path = public, t, pg_catalog;
create function pg_temp.none(p_query text, p_rule text) returns text language plpgsql as $$
declare
    sinners text;
begin
    execute format('select string_agg(q::text, '', '' order by q::text) from (%s) s (q)', p_query) into sinners;
    return is(sinners, null, p_rule);
end
$$;
create temp view ours as select oid as schema from pg_namespace where nspname in ('public', 'app', 'internal', 'agency', 'estate', 'mail', 'media', 'work');
create temp view our_tables as select c.oid, c.oid::regclass::text as name, c.relnamespace, c.relrowsecurity from pg_class c
    where c.relnamespace in (select schema from ours) and c.relkind in ('r', 'p')
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e');
create temp view our_functions as select p.oid, p.oid::regprocedure::text as name, p.prosecdef, p.proconfig, p.proacl, p.proowner, p.pronamespace from pg_proc p
    where p.pronamespace in (select schema from ours) and p.prokind in ('f', 'p')
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e');
-- whom PostgREST becomes for a caller: anonymous and signed in. Elsewhere that is everybody.
create temp view callers as select oid, rolname from pg_roles where rolname in ('anon', 'authenticated');
select start(22);
select cmp_ok((select count(*) from our_tables), '>=', 15::bigint, 'there are tables');
select cmp_ok((select count(*) from our_functions), '>=', 60::bigint, 'there are functions');

-- exposure
select pg_temp.none($$select name from our_tables where relnamespace = 'public'::regnamespace and not relrowsecurity$$, 'no table of public without row-level security');
select pg_temp.none($$select p.polrelid::regclass || '.' || p.polname from pg_policy p join our_tables t on t.oid = p.polrelid where not t.relrowsecurity$$, 'no policy on a table that does not ask it');
select pg_temp.none($$select t.name from our_tables t where t.relrowsecurity and not exists (select from pg_policy p where p.polrelid = t.oid)$$, 'no table that asks and has no policy');
select pg_temp.none($$select p.polrelid::regclass || '.' || p.polname from pg_policy p join our_tables t on t.oid = p.polrelid
    where p.polname <> 'definer' and ((p.polcmd <> 'r' and coalesce(pg_get_expr(p.polqual, p.polrelid), '') = 'true') or coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') = 'true')$$, 'no policy that lets every write through');
select pg_temp.none($$select c.oid::regclass from pg_class c where c.relnamespace in (select schema from ours) and c.relkind = 'v'
    and exists (select from pg_depend d join pg_rewrite r on r.oid = d.objid where r.ev_class = c.oid and d.refobjid in (select oid from pg_class where relnamespace = (select oid from pg_namespace where nspname = 'auth')))$$, 'no view shows the users of schema auth');
select pg_temp.none($$select conname from pg_constraint where contype = 'f' and conrelid in (select oid from our_tables)
    and confrelid in (select oid from pg_class where relnamespace = (select oid from pg_namespace where nspname = 'auth'))$$, 'no key points into schema auth');
select pg_temp.none($$select p.polrelid::regclass || '.' || p.polname from pg_policy p where coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') ilike '%user_metadata%'$$, 'no policy believes what a user may edit');
select pg_temp.none($$select name from our_functions f where exists (select from callers c where has_function_privilege(c.oid, f.oid, 'execute')) and prosecdef$$, 'no definer function for whoever asks PostgREST');
select pg_temp.none($$select name || ' ' || c.rolname from our_tables t, callers c where has_table_privilege(c.oid, t.oid, 'select, insert, update, delete, truncate')$$, 'no table either, without a grant by the operator');
select pg_temp.none($$select c.oid::regclass from pg_class c where c.relnamespace in (select schema from ours) and c.relkind in ('m', 'f')$$, 'no materialised view and no foreign table');

-- functions
select pg_temp.none($$select name from our_functions where prosecdef and not exists (select from unnest(coalesce(proconfig, '{}')) s where s like 'search_path=%')$$, 'no definer function with a search path that can be changed');
select pg_temp.none($$select name from our_functions where exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0)$$, 'no function for public');

-- policies
select pg_temp.none($$select p.polrelid::regclass || ' ' || p.polcmd::text from pg_policy p join our_tables t on t.oid = p.polrelid
    where p.polpermissive and p.polname not in ('definer', 'read_platform') group by p.polrelid, p.polcmd having count(*) > 1$$, 'no two permissive policies for one command');
select pg_temp.none($$select p.polrelid::regclass || '.' || p.polname from pg_policy p where coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') ~* '(auth\.|current_setting)'$$, 'no policy works something out again for each row');

-- indexes, types, extensions
select pg_temp.none($$select name from our_tables t where relnamespace = 'public'::regnamespace and not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)$$, 'no table of public without a primary key');
select pg_temp.none($$select string_agg(indexrelid::regclass::text, ' = ') from pg_index i join our_tables t on t.oid = i.indrelid
    group by indrelid, indkey::text, indclass::text, indoption::text, indcollation::text, indisunique, coalesce(pg_get_expr(indpred, indrelid), ''), coalesce(pg_get_expr(indexprs, indrelid), '') having count(*) > 1$$, 'no index twice');
select pg_temp.none($$select conrelid::regclass || '.' || conname from pg_constraint k join our_tables t on t.oid = k.conrelid where contype = 'f' and conparentid = 0
    and not exists (select from pg_index i where i.indrelid = k.conrelid and (select array_agg(n order by n) from unnest((i.indkey::int2[])[0:array_length(k.conkey, 1) - 1]) n) = (select array_agg(n order by n) from unnest(k.conkey) n))
    and not exists (select from pg_trigger g where g.tgrelid = k.confrelid and g.tgfoid = 'app.append_only()'::regprocedure)$$, 'no foreign key without an index, but of rows that stay for ever');
select pg_temp.none($$select t.name || '.' || a.attname from our_tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0
    where a.atttypid in ('regcollation'::regtype, 'regconfig'::regtype, 'regdictionary'::regtype, 'regnamespace'::regtype, 'regoper'::regtype, 'regoperator'::regtype, 'regproc'::regtype, 'regprocedure'::regtype)$$, 'no type that an upgrade stumbles over');
select pg_temp.none($$select extname from pg_extension e where e.extnamespace = 'public'::regnamespace$$, 'no extension in public');
select pg_temp.none($$select e.extname from pg_extension e join pg_available_extensions a on a.name = e.extname where e.extversion <> a.default_version$$, 'no extension behind its server');
select * from finish();
rollback;

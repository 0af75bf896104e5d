-- SPDX-License-Identifier: Apache-2.0
-- A database that is not ours alone: what stands beside us is left as it was. Asserts something with SHAPE=supabase.
begin;
set local search_path = public, t;
select exists (select from pg_namespace where nspname = 'auth') as beside \gset
\if :beside
select start(6);
select is((select count(*) from pg_class c, aclexplode(c.relacl) a where c.relnamespace = 'auth'::regnamespace and a.grantee::regrole::text like 'stagefy%'), 0::bigint, 'we gave ourselves nothing in auth');
select is((select count(*) from pg_class where relnamespace = 'auth'::regnamespace and relowner::regrole::text like 'stagefy%'), 0::bigint, 'and own nothing there');
select is((select prosrc ~ 'request.jwt.claims' from pg_proc where oid = 'auth.uid()'::regprocedure), true, 'auth.uid() is theirs');
select is((select count(*) from pg_trigger where tgrelid = 'auth.users'::regclass and not tgisinternal), 0::bigint, 'no trigger of ours hangs on auth.users');
select is((select count(*) from information_schema.role_table_grants where grantee in ('anon', 'authenticated', 'service_role') and table_schema = 'public'), 0::bigint, 'default grants on our tables and views are taken back');
select is((select count(*) from pg_default_acl d, aclexplode(d.defaclacl) a where d.defaclnamespace = 'public'::regnamespace and a.grantee::regrole::text = 'anon') > 0, true, 'the default itself is theirs to keep');
\else
select start(1);
select skip('no neighbours here', 1);
\endif
select * from finish();
rollback;

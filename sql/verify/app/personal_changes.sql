-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*))::int from pg_attribute where attrelid = 'internal.changes'::regclass and attname = 'personal';
select 1 / (pg_get_viewdef('public.audit_log'::regclass) ~ 'personal')::int;
select 1 / (pg_get_functiondef('internal.record_change()'::regprocedure) ~ 'personal')::int;

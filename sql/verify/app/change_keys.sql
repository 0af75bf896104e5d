-- SPDX-License-Identifier: Apache-2.0
select 1 / count(*) from pg_attribute where attrelid = 'internal.changes'::regclass and attname = 'key_id';
select 1 / count(*) from pg_attribute where attrelid = 'public.audit_log'::regclass and attname = 'key_id';
select 1 / has_function_privilege('stagefy_api', 'app.key_id()', 'execute')::int;

-- SPDX-License-Identifier: Apache-2.0
select storage_key, provider, created_at from internal.orphaned_files where false;
select 1 / has_function_privilege('stagefy_jobs', 'media.orphaned_files(text[], int)', 'execute')::int;
select 1 / has_function_privilege('stagefy_jobs', 'media.forget_files(text[])', 'execute')::int;
select 1 / (not has_function_privilege('stagefy_api', 'media.forget_files(text[])', 'execute'))::int;
select 1 / count(*) from pg_trigger where tgrelid = 'public.media_items'::regclass and tgname = 'orphaned_file';

-- SPDX-License-Identifier: Apache-2.0
select deleted_keep_days from public.agencies where false;
select 1 / has_function_privilege('stagefy_jobs', 'work.purge_deleted(int)', 'execute')::int;
select 1 / has_function_privilege('stagefy_jobs', 'work.drop_old_jobs(int)', 'execute')::int;

-- SPDX-License-Identifier: Apache-2.0
select tables from public.imports where false;
select 1 / has_function_privilege('stagefy_jobs', 'intake.put_lines(uuid, int, jsonb)', 'execute')::int;
select 1 / has_function_privilege('stagefy_jobs', 'intake.next_lines(uuid, boolean, text, text[], int, int)', 'execute')::int;
select 1 / has_function_privilege('stagefy_jobs', 'intake.rows_done(uuid)', 'execute')::int;

-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'work.queue_kinds(boolean)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'work.queue_hours(boolean)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'work.queue_jobs(boolean, int)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'work.retry_kind(text, int, boolean)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'work.retry_any(uuid)', 'execute')::int;

-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'work.enqueue(text, jsonb, text, timestamptz, int)', 'execute')::int;
select 1 / has_function_privilege('stagefy_definer', 'work.enqueue_platform(text, jsonb, text, timestamptz, int)', 'execute')::int;
select 1 / has_function_privilege('stagefy_definer', 'work.enqueue_for(uuid, text, jsonb, text, timestamptz, int)', 'execute')::int;

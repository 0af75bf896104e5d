-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'work.cancel(uuid)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'work.retry(uuid)', 'execute')::int;
select ready, oldest_s, running, failed_day, unknown, dead from work.health();

-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_jobs', 'app.enter_job(uuid, uuid)', 'execute')::int;
select 1 / has_function_privilege('stagefy_jobs', 'work.settle(jsonb)', 'execute')::int;

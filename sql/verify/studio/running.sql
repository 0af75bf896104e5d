-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_function_privilege('stagefy_jobs', 'studio.step_done(uuid, jsonb, int, numeric)', 'execute')
            and has_function_privilege('stagefy_jobs', 'studio.wake(uuid, text)', 'execute')
            and not has_function_privilege('stagefy_api', 'studio.step_done(uuid, jsonb, int, numeric)', 'execute'))::int;

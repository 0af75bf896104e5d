-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_function_privilege('stagefy_jobs', 'events.relay(jsonb, integer)', 'execute')
            and not has_function_privilege('stagefy_api', 'events.relay(jsonb, integer)', 'execute'))::int;

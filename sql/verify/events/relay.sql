-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_function_privilege('stagefy_jobs', f, 'execute') and not has_function_privilege('stagefy_api', f, 'execute'))::int
from unnest(array['events.relay(text, jsonb, integer)', 'events.deliver(jsonb, integer)']) f;

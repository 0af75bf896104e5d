-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_function_privilege('stagefy_api', 'notify.mark_read(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('stagefy_api', 'notify.tell(uuid, uuid, text, jsonb, text, uuid, text, uuid)', 'execute'))::int;
select 1 / (has_function_privilege('stagefy_jobs', 'notify.tidy(int)', 'execute'))::int;

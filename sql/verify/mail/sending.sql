-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_jobs', 'mail.begin_sending(uuid, text, boolean)', 'execute')::int;
select 1 / (not has_function_privilege('stagefy_api', 'mail.enqueue(text, text, text, text, jsonb, text, text, text, text)', 'execute'))::int;

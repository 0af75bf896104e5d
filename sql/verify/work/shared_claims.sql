-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_jobs', 'work.claim(text[], text[], int, boolean)', 'execute')::int;

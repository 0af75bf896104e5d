-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_jobs', 'inbox.erase_clerk_users(int)', 'execute')::int;

-- SPDX-License-Identifier: Apache-2.0
select sandbox_of from public.agencies where false;
select 1 / has_function_privilege('stagefy_api', 'agency.reset_sandbox()', 'execute')::int;
select 1 / (not has_function_privilege('stagefy_api', 'agency.sandbox_for(uuid)', 'execute'))::int;

-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_owner', 'agency.people()', 'execute')::int;
select 1 / (not has_function_privilege('stagefy_api', 'agency.open_session_for(text, text, uuid, int)', 'execute'))::int;
select 1 / (not has_function_privilege('stagefy_api', 'agency.set_platform_admin(text, boolean)', 'execute'))::int;

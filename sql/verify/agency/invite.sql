-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'agency.preview_invitation(bytea)', 'execute')::int;
select 1 / (not has_function_privilege('stagefy_api', 'agency.take_invitation(bytea, uuid)', 'execute'))::int;

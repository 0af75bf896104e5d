-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'estate.replace_stage(uuid, uuid)', 'execute')::int;

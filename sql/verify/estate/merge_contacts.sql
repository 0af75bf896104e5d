-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'estate.merge_contacts(uuid, uuid, text[])', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'estate.unmerge_contact(uuid)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'estate.duplicates(int)', 'execute')::int;

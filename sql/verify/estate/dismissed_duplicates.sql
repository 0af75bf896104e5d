-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'estate.dismiss_duplicate(uuid, uuid)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'estate.undismiss_duplicate(uuid, uuid)', 'execute')::int;
select 1 / (to_regclass('internal.dismissed_duplicates') is not null)::int;

-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'media.make_item(jsonb)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'media.settle_item(uuid, jsonb)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'media.file_known(uuid)', 'execute')::int;
select 1 / (not has_table_privilege('stagefy_api', 'internal.media_origins', 'select'))::int;

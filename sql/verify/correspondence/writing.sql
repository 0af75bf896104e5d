-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_function_privilege('stagefy_api', 'correspondence.preview_message(jsonb)', 'execute')
            and has_function_privilege('stagefy_api', 'correspondence.write_message(uuid, jsonb, text)', 'execute'))::int;

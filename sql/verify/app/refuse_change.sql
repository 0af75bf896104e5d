-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'app.refuse_change(text, text, uuid, uuid, boolean, int)', 'execute')::int;

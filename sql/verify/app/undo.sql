-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'app.ask_undo(uuid, text[])', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'app.undo_step(uuid, int)', 'execute')::int;

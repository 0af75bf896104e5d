-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'app.authenticate_key(text, bytea, text[], uuid, int, uuid, inet)', 'execute')::int;

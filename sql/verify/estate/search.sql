-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'estate.search(text, int)', 'execute')::int;
select 1 / (internal.likeness('remershen', 'remerschen') > 0.45)::int;

-- SPDX-License-Identifier: Apache-2.0
select 1 / (not has_function_privilege('stagefy_api', 'agency.admit(text, text, text, jsonb)', 'execute'))::int;

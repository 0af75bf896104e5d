-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_function_privilege('stagefy_jobs', 'billing.apply_payfast(uuid, jsonb, jsonb)', 'execute')
            and not has_function_privilege('stagefy_api', 'billing.apply_payfast(uuid, jsonb, jsonb)', 'execute')
            and has_function_privilege('stagefy_api', 'billing.ask_subscription(text, uuid, int)', 'execute'))::int;

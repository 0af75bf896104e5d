-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_table_privilege('stagefy_api', 'public.admin_settings', 'select')
            and not has_table_privilege('stagefy_api', 'public.admin_settings', 'insert'))::int;
select 1 / (has_function_privilege('stagefy_api', 'billing.price(text, timestamptz)', 'execute')
            and not has_function_privilege('stagefy_api', 'billing.add_operation(text, public.operation_type, int)', 'execute'))::int;

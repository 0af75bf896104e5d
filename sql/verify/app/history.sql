-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_table_privilege('stagefy_api', 'public.audit_log', 'select')
            and has_table_privilege('stagefy_api', 'public.admin_audit_log', 'select')
            and has_table_privilege('stagefy_api', 'public.events', 'select'))::int;

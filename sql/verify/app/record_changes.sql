-- SPDX-License-Identifier: Apache-2.0
select 1 / has_table_privilege('stagefy_api', 'public.record_changes', 'select')::int;

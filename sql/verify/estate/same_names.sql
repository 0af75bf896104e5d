-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'estate.contacts_alike()', 'execute')::int;
select 1 / indisvalid::int from pg_index where indexrelid = 'public.contacts_same_name'::regclass;

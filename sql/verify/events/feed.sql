-- SPDX-License-Identifier: Apache-2.0
select 1 / (select count(*) = 11 from pg_attribute where attrelid = 'public.events'::regclass and attnum > 0)::int;
select 1 / (has_table_privilege('stagefy_api', 'public.events', 'select')
            and has_function_privilege('stagefy_api', 'events.id_of(bigint, text)', 'execute'))::int;

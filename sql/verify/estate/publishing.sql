-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'estate.publishing(uuid)', 'execute')::int;
select 1 / (count(*) = 14)::int from estate.status_edges();
select 1 / count(*)::int from pg_trigger where tgrelid = 'public.properties'::regclass and tgname = 'path';
select 'exempt'::public.energy_class;

-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*) = 2)::int from pg_inherits where inhparent = 'internal.jobs'::regclass;
select 1 / (count(*) >= 4)::int from pg_inherits where inhparent = 'internal.jobs_ended'::regclass;
select 1 / has_table_privilege('stagefy_api', 'public.jobs', 'select')::int;

-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*) = 3)::int from pg_attribute where attrelid = 'public.jobs'::regclass and attname in ('about_table', 'about_id', 'property_id');
select 1 / count(*) from pg_class where oid = 'internal.jobs_own'::regclass;

-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*) = 1)::int from pg_constraint where conrelid = 'public.properties'::regclass and contype = 'c' and conname = 'properties_check';

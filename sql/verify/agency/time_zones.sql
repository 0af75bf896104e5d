-- SPDX-License-Identifier: Apache-2.0
select 'agency.check_time_zone()'::regprocedure;
select 1 / count(*) from pg_trigger where tgrelid = 'public.agencies'::regclass and tgname = 'check_time_zone';

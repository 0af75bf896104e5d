-- SPDX-License-Identifier: Apache-2.0
select 1 / (select count(*) = 1 and bool_and(tgname = 'after_job') from pg_trigger
            where tgrelid = 'internal.jobs_ended'::regclass and not tgisinternal)::int;

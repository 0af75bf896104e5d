-- SPDX-License-Identifier: Apache-2.0
begin;
drop view public.jobs;
drop function internal.end_jobs(uuid[], text[], jsonb[], jsonb[]);
drop function internal.next_turn(text, smallint, uuid);
drop function internal.make_job_partitions(int);
set role stagefy_definer;
drop table internal.jobs;
reset role;
drop schema work;
commit;

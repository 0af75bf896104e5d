-- SPDX-License-Identifier: Apache-2.0
begin;
drop function work.claim(text, text[], int, int);
drop function internal.allow_jobs(text, int);
drop function internal.rescue_jobs();
drop function internal.ready_jobs();
drop function work.register(jsonb);
drop table internal.job_kinds;
commit;

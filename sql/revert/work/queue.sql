-- SPDX-License-Identifier: Apache-2.0
begin;
drop function work.retry_any(uuid);
drop function work.retry_kind(text, int, boolean);
drop function internal.begin_anew(uuid[]);
drop function work.queue_jobs(boolean, int);
drop function work.queue_hours(boolean);
drop function work.queue_kinds(boolean);
drop function internal.queue_of(boolean);
drop function internal.failures_since();
drop index internal.jobs_ended_time;
drop index internal.jobs_ended_failures;
drop index internal.jobs_ended_day;
commit;

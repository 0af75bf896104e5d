-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger repeat on public.tasks;
drop function estate.repeat_task();
drop function estate.next_due(public.tasks);
drop table public.tasks;
drop function estate.complete_task();
drop function estate.end_of_day(uuid, timestamptz);
drop domain public.task_repeat;
drop domain public.task_priority;
drop domain public.task_status;
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger schedules on public.agencies;
drop function work.fire_schedule(text, uuid, timestamptz, timestamptz, text);
drop function work.due_schedules(int);
drop function internal.plan_agency();
drop function work.register_schedules(jsonb);
drop table internal.schedule_times;
drop table internal.schedules;
commit;

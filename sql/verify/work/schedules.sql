-- SPDX-License-Identifier: Apache-2.0
select name, cron, kind, payload, per_agency from internal.schedules where false;
select schedule, agency_id, next_at, last_at from internal.schedule_times where false;
select 1 / has_function_privilege('stagefy_jobs', 'work.fire_schedule(text, uuid, timestamptz, timestamptz, text)', 'execute')::int;

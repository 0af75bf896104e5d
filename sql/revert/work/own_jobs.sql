-- SPDX-License-Identifier: Apache-2.0
begin;
drop view public.jobs;
create view public.jobs with (security_invoker = true) as
    select j.id, j.agency_id, j.kind, j.status, j.priority, j.progress, j.step, j.result, j.error, j.attempts, j.max_attempts,
           j.cancel_asked, j.correlation_id, j.enqueued_by, j.run_at, j.created_at, j.started_at, j.ended_at
    from internal.jobs j;
do $$
declare
    stranger text;
begin
    for stranger in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on public.jobs from %I', stranger);
    end loop;
end
$$;
grant select on public.jobs to stagefy_api, stagefy_read;
drop index internal.jobs_own;
commit;

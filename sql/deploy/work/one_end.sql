-- SPDX-License-Identifier: Apache-2.0
-- Whoever has something to do when a job ends is called by one trigger: each trigger's condition was read and planned anew by
-- every statement that ends jobs, together a tenth of what an empty job costs.
begin;

set role stagefy_definer;

drop trigger end_import on internal.jobs_ended;
drop trigger end_studio on internal.jobs_ended;
drop trigger settle_credits on internal.jobs_ended;
drop trigger tell on internal.jobs_ended;
drop function internal.end_import_job();
drop function internal.end_studio_job();
drop function billing.settle_job();
drop function internal.tell_job_end();

-- A job has ended: what it still holds is captured if it completed, else released.
create function billing.settle_job(p_job uuid, p_status text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.settle_hold(h.agency_id, h.id, case p_status when 'completed' then 'captured' else 'released' end)
    from (select h.agency_id, h.id from public.credit_holds h where h.job_id = p_job and h.state = 'held' order by h.id) h;
end
$$;

-- A job that was cancelled, or has failed for good, leaves no project behind that waits for it. What was sent and not answered is lost.
create function internal.end_studio_job(p_job uuid, p_agency uuid, p_project uuid, p_status text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    project public.projects;
begin
    select p.* into project from public.projects p
    where p.agency_id = p_agency and p.id = p_project and p.job_id = p_job and p.status in ('pending', 'processing') for update;
    if project.id is null then
        return;
    end if;
    perform internal.stop_steps(project, null, p_status, case p_status when 'cancelled' then 'cancelled' else 'answer_lost' end);
    perform internal.end_project(project, case p_status when 'cancelled' then 'cancelled' end);
end
$$;

-- A job that has failed for good: whoever asked for it, and whoever asked to be told of its end (work.tell). One that has
-- completed: the latter. Failures of one kind of job are one notification.
create function internal.tell_job_end(p_job uuid, p_agency uuid, p_kind text, p_status text, p_enqueued_by uuid, p_tell jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform notify.tell(p_agency, w.user_id, case p_status when 'failed' then 'job_failed' else 'job_completed' end,
                        jsonb_build_object('job', p_kind), 'jobs', p_job, case p_status when 'failed' then p_kind end, null)
    from (select p_enqueued_by as user_id where p_status = 'failed' and p_enqueued_by is not null
          union
          select t.user_id::uuid from jsonb_array_elements_text(p_tell) t (user_id)
          order by user_id) w;
end
$$;

-- Everything that happens because a job has ended, in its order. Most jobs that complete do not come here: who wants to hear of
-- them adds a word to the trigger's condition.
create function internal.after_job() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.kind in ('intake.analyse', 'intake.preview', 'intake.run') and new.status <> 'completed' then
        -- the import is left where people can go on from
        perform internal.count_import(new.agency_id, (new.payload ->> 'import_id')::uuid,
            case when new.kind = 'intake.preview' then 'mapping' else new.status end, case new.status when 'failed' then new.error end);
    end if;
    if new.kind = 'studio.run' and new.status <> 'completed' then
        perform internal.end_studio_job(new.id, new.agency_id, (new.payload ->> 'project_id')::uuid, new.status);
    end if;
    if new.payload ? 'paid' then
        perform billing.settle_job(new.id, new.status);
    end if;
    if new.agency_id is not null and (new.status = 'failed' or new.status = 'completed' and new.payload ? 'tell') then
        perform internal.tell_job_end(new.id, new.agency_id, new.kind, new.status, new.enqueued_by, new.payload -> 'tell');
    end if;
    return null;
end
$$;
create trigger after_job after insert on internal.jobs_ended
    for each row when (new.status <> 'completed' or new.payload ? 'paid' or new.payload ? 'tell') execute function internal.after_job();

reset role;

commit;

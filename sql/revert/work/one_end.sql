-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

drop trigger after_job on internal.jobs_ended;
drop function internal.after_job();
drop function internal.end_studio_job(uuid, uuid, uuid, text);
drop function billing.settle_job(uuid, text);
drop function internal.tell_job_end(uuid, uuid, text, text, uuid, jsonb);

create function billing.settle_job() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.settle_hold(h.agency_id, h.id, case new.status when 'completed' then 'captured' else 'released' end)
    from (select h.agency_id, h.id from public.credit_holds h where h.job_id = new.id and h.state = 'held' order by h.id) h;
    return null;
end
$$;

create function internal.end_import_job() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.count_import(new.agency_id, (new.payload ->> 'import_id')::uuid,
        case when new.kind = 'intake.preview' then 'mapping' else new.status end, case new.status when 'failed' then new.error end);
    return null;
end
$$;

create function internal.tell_job_end() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform notify.tell(new.agency_id, w.user_id, case new.status when 'failed' then 'job_failed' else 'job_completed' end,
                        jsonb_build_object('job', new.kind), 'jobs', new.id,
                        case new.status when 'failed' then new.kind end, null)
    from (select new.enqueued_by as user_id where new.status = 'failed'
          union
          select t.user_id::uuid from jsonb_array_elements_text(new.payload -> 'tell') t (user_id)
          order by user_id) w;
    return null;
end
$$;

create function internal.end_studio_job() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    project public.projects;
begin
    select p.* into project from public.projects p
    where p.agency_id = new.agency_id and p.id = (new.payload ->> 'project_id')::uuid and p.job_id = new.id and p.status in ('pending', 'processing') for update;
    if project.id is null then
        return null;
    end if;
    perform internal.stop_steps(project, null, new.status, case new.status when 'cancelled' then 'cancelled' else 'answer_lost' end);
    perform internal.end_project(project, case new.status when 'cancelled' then 'cancelled' end);
    return null;
end
$$;

create trigger settle_credits after insert on internal.jobs_ended
    for each row when (new.payload ? 'paid') execute function billing.settle_job();
create trigger end_import after insert on internal.jobs_ended
    for each row when (new.kind in ('intake.analyse', 'intake.preview', 'intake.run') and new.status in ('cancelled', 'failed'))
    execute function internal.end_import_job();
create trigger tell after insert on internal.jobs_ended
    for each row when (new.agency_id is not null
                       and (new.status = 'failed' and (new.enqueued_by is not null or new.payload ? 'tell')
                            or new.status = 'completed' and new.payload ? 'tell'))
    execute function internal.tell_job_end();
create trigger end_studio after insert on internal.jobs_ended
    for each row when (new.kind = 'studio.run' and new.status in ('cancelled', 'failed'))
    execute function internal.end_studio_job();

reset role;

commit;

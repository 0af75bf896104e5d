-- SPDX-License-Identifier: Apache-2.0
-- What people may do to the jobs they see, and how the whole is doing.
begin;

set role stagefy_definer;

-- Contract: raises SF404 unless the caller may read p_job: its own, or as an admin any of the agency.
create function internal.check_job(p_job uuid) returns internal.jobs
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    job internal.jobs;
begin
    select * into job from internal.jobs j
    where j.id = p_job and j.agency_id = app.agency_id() and (app.writes_all() or j.enqueued_by = app.user_id());
    if job.id is null then
        perform app.fail('SF404', 'no such job');
    end if;
    return job;
end
$$;

-- Contract: a job that waits is cancelled at once; one that is at work is told to stop, and is cancelled unless it has done its
-- work first. Cancelling it again changes nothing. Raises SF404, SF409 when it has completed or failed.
create function work.cancel(p_job uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    job internal.jobs := internal.check_job(p_job);
    status text;
begin
    select j.status into status from internal.jobs_live j where j.id = p_job for update;
    if status = 'pending' then
        perform internal.end_jobs(array[p_job], array['cancelled'], array[null::jsonb], array[null::jsonb]);
    elsif status = 'processing' then
        update internal.jobs_live j set cancel_asked = true where j.id = p_job;
    elsif (select j.status from internal.jobs j where j.id = p_job) <> 'cancelled' then
        perform app.fail('SF409', 'this job has ended', '{"reason": "ended"}');
    end if;
end
$$;

-- Contract: a job that has failed or was cancelled begins anew, under its id, asked for by the caller. Raises SF404; SF409 when
-- it has not ended so, or another one with its key has come since.
create function work.retry(p_job uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    job internal.jobs := internal.check_job(p_job);
begin
    delete from internal.jobs_ended j where j.id = p_job and j.status in ('failed', 'cancelled') returning * into job;
    if not found then
        perform app.fail('SF409', 'only a job that has failed or was cancelled can begin anew', '{"reason": "not-failed"}');
    end if;
    insert into internal.jobs_live (id, agency_id, kind, payload, priority, run_at, turn, unique_key, correlation_id, error,
                                    enqueued_by, enqueued_role, created_at)
    values (job.id, job.agency_id, job.kind, job.payload, job.priority, app.now(),
            internal.next_turn(job.kind, job.priority, job.agency_id), job.unique_key, job.correlation_id, job.error,
            app.user_id(), app.role(), job.created_at)
    on conflict (coalesce(agency_id, '00000000-0000-0000-0000-000000000000'), kind, unique_key) where unique_key is not null do nothing;
    if not found then
        perform app.fail('SF409', 'another job does this already', '{"reason": "twin"}');
    end if;
    raise notice using errcode = 'SF001', message = 'there is work';
end
$$;

-- Contract: for operators, without anybody's data: jobs that could be done now and since when the first of them waits, those at
-- work, those that have failed for good within a day, kinds that no program knows; and how many row versions nobody has cleared
-- away, which grows when an old transaction stands in the way.
create function work.health(out ready bigint, out oldest_s bigint, out running bigint, out failed_day bigint, out unknown text, out dead bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    select count(*), coalesce(max(extract(epoch from app.now() - j.run_at)), 0)::bigint into ready, oldest_s
    from internal.jobs_live j where j.status = 'pending' and j.run_at <= app.now();
    select count(*) into running from internal.jobs_live j where j.status = 'processing';
    select count(*) into failed_day from internal.jobs_ended j where j.status = 'failed' and j.ended_at > app.now() - interval '1 day';
    select string_agg(distinct j.kind, ', ') into unknown from internal.jobs_live j
    where j.run_at < app.now() - interval '1 minute' and not exists (select from internal.job_kinds k where k.kind = j.kind);
    dead := pg_stat_get_dead_tuples('internal.jobs_live'::regclass);
end
$$;

grant execute on function work.cancel(uuid), work.retry(uuid) to stagefy_api;
grant execute on function work.health() to stagefy_api, stagefy_jobs, stagefy_owner;

reset role;

commit;

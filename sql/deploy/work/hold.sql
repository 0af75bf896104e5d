-- SPDX-License-Identifier: Apache-2.0
-- What the holder of a job may do, as long as it presents the token of its claim and its lease has not run out.
begin;

set role stagefy_definer;

-- Contract: raises SF409 unless p_token is the fence of p_job now. Until the end of the transaction nobody else can be
-- given the job; its lease can still be renewed.
create function internal.check_fence(p_job uuid, p_token uuid) returns internal.jobs_live
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    job internal.jobs_live;
begin
    select * into job from internal.jobs_live j
    where j.id = p_job and j.token = p_token and j.status = 'processing' and j.leased_until > app.now()
    for key share;
    if job.id is null then
        perform app.fail('SF409', 'this job is somebody else''s now', '{"reason": "fenced"}');
    end if;
    return job;
end
$$;

-- Contract: the first statement of every transaction of a handler. Checks the fence and sets the context to whoever asked
-- for the job, with the rights they have now: SF403 when they have left. A job that nobody asked for (a schedule's) has
-- the rights of an admin of its agency; one of the platform has none and reaches definer functions alone.
create function app.enter_job(p_job uuid, p_token uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    job internal.jobs_live := internal.check_fence(p_job, p_token);
    door internal.entrances;
begin
    if job.agency_id is null then
        perform app.set_context(null, null, null, null, job.correlation_id, null);
        return;
    end if;
    if job.enqueued_by is null then
        if not exists (select from public.agencies a where a.id = job.agency_id) then
            perform app.fail('SF403', 'the agency is no more', '{"needs": "agency"}');
        end if;
        perform app.set_context(job.agency_id, null, 'admin', 'all', job.correlation_id, null);
        return;
    end if;
    select * into door from internal.entrances e where e.user_id = job.enqueued_by and e.agency_id = job.agency_id;
    if door.user_id is not null then
        perform app.set_context(job.agency_id, job.enqueued_by, door.role, door.reads, job.correlation_id, null);
    elsif job.enqueued_role = 'platform'
          and exists (select from public.users u where u.id = job.enqueued_by and u.role = 'admin' and u.is_active)
          and exists (select from public.agencies a where a.id = job.agency_id) then
        perform app.set_context(job.agency_id, job.enqueued_by, 'platform', 'all', job.correlation_id, null);
    else
        perform app.fail('SF403', 'who asked for this is no longer a member', '{"needs": "membership"}');
    end if;
end
$$;

-- Contract: for what stagefy-jobs does besides jobs (a relay, the sender of a webhook of nobody): a context of nobody, in which
-- policies let nothing through and only the functions granted to stagefy_jobs do anything. p_reason shows in pg_stat_activity.
create function app.enter_platform(p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform app.set_context(null, null, null, null, null, null),
            set_config('application_name', 'stagefy-jobs ' || p_reason, true);
end
$$;

-- Contract: renews the leases of [{"job", "token"}] and answers those that are still held; of each whether somebody wants it
-- cancelled.
create function work.beat(p_held jsonb, p_lease_s int default 60) returns table (job uuid, cancel_asked boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off as $$ -- as in work.claim
begin
    return query
    update internal.jobs_live j set leased_until = app.now() + make_interval(secs => p_lease_s)
    from jsonb_to_recordset(p_held) h (job uuid, token uuid)
    where j.id = h.job and j.token = h.token and j.status = 'processing' and j.leased_until > app.now()
    returning j.id, j.cancel_asked;
end
$$;

-- Contract: how far a job is, for those who watch. Answers whether somebody wants it cancelled. Raises SF409.
create function work.progress(p_job uuid, p_token uuid, p_percent int, p_step text default null) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    job internal.jobs_live := internal.check_fence(p_job, p_token);
begin
    update internal.jobs_live j set progress = least(greatest(p_percent, 0), 100), step = left(coalesce(p_step, j.step), 120) where j.id = p_job;
    return job.cancel_asked;
end
$$;

-- Contract: ends a job in the transaction of its effects, so that both commit or neither. Raises SF409.
create function work.complete(p_job uuid, p_token uuid, p_result jsonb default null) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.check_fence(p_job, p_token);
    perform internal.end_jobs(array[p_job], array['completed'], array[p_result], array[null::jsonb]);
end
$$;

-- Contract: how a worker's jobs ended: [{"job", "token", "outcome", "data", "in_s"}]. outcome: done (data: the result), again
-- (after in_s, if an attempt is left), never (fails at once), later (after in_s, and the attempt does not count), back (now, and
-- it does not count). data: a problem. What is somebody else's now is passed over; answers how many were its own.
create function work.settle(p_ends jsonb) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off as $$ -- as in work.claim
declare
    ends record;
    kept int;
begin
    with own as (
        select j.id, j.cancel_asked, j.attempts >= j.max_attempts as last, e.outcome, e.data
        from jsonb_to_recordset(p_ends) e (job uuid, token uuid, outcome text, data jsonb)
        join internal.jobs_live j on j.id = e.job and j.token = e.token and j.status = 'processing' and j.leased_until > app.now()
        for update of j
    )
    select array_agg(o.id) as ids, array_agg(case when o.outcome = 'done' then 'completed' when o.cancel_asked then 'cancelled' else 'failed' end) as statuses,
           array_agg(case when o.outcome = 'done' then o.data end) as results, array_agg(case when o.outcome <> 'done' then o.data end) as errors
    into ends
    from own o where o.outcome = 'done' or o.cancel_asked or o.outcome = 'never' or o.outcome = 'again' and o.last;
    if ends.ids is not null then
        perform internal.end_jobs(ends.ids, ends.statuses, ends.results, ends.errors);
        if cardinality(ends.ids) = jsonb_array_length(p_ends) then
            return cardinality(ends.ids);
        end if;
    end if;
    update internal.jobs_live j
    set status = 'pending', token = null, leased_until = null, worker = null,
        run_at = app.now() + make_interval(secs => coalesce(e.in_s, 0)),
        turn = case when e.outcome = 'back' then j.turn end,
        attempts = j.attempts - case when e.outcome in ('later', 'back') then 1 else 0 end,
        error = case when e.outcome = 'again' then e.data else j.error end
    from jsonb_to_recordset(p_ends) e (job uuid, token uuid, outcome text, data jsonb, in_s double precision)
    where j.id = e.job and j.token = e.token and j.status = 'processing' and j.leased_until > app.now();
    get diagnostics kept = row_count;
    return kept + coalesce(cardinality(ends.ids), 0);
end
$$;

-- Contract: all that p_worker holds goes back into the line at once, and the attempt does not count: it ends. Answers how many.
create function work.release(p_worker text) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    held jsonb;
begin
    select jsonb_agg(jsonb_build_object('job', j.id, 'token', j.token, 'outcome', 'back')) into held
    from internal.jobs_live j where j.status = 'processing' and j.worker = p_worker;
    return case when held is null then 0 else work.settle(held) end;
end
$$;

grant execute on function app.enter_job(uuid, uuid), app.enter_platform(text), work.beat(jsonb, int), work.progress(uuid, uuid, int, text),
    work.complete(uuid, uuid, jsonb), work.settle(jsonb), work.release(text) to stagefy_jobs;

reset role;

commit;

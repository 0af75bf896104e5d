-- SPDX-License-Identifier: Apache-2.0
-- Asking for work, in the transaction of what needs it.
begin;

set role stagefy_definer;

-- Contract: a new job, or the live one with the same agency, kind and key. The worker behind this connection hears once a
-- transaction, by a notice (SF001), that there is work: it wakes a job worker after its answer. No NOTIFY: that would make
-- all commits of the database wait for each other.
create function internal.add_job(p_agency uuid, p_by uuid, p_role text, p_kind text, p_payload jsonb, p_unique text,
                                 p_run_at timestamptz, p_priority int)
returns uuid
language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off as $$ -- as in work.claim
declare
    job uuid;
    place bigint := case when p_run_at <= app.now() then internal.next_turn(p_kind, p_priority::smallint, p_agency) end;
begin
    if p_kind !~ '^[a-z_]{1,30}\.[a-z_]{1,30}$' or length(p_unique) > 200 or p_payload is null or jsonb_typeof(p_payload) <> 'object' then
        raise exception 'no job can be of kind %, with payload % and key %', p_kind, p_payload, p_unique using errcode = 'check_violation';
    end if;
    loop
        insert into internal.jobs_live (agency_id, kind, payload, priority, run_at, turn, unique_key, correlation_id, enqueued_by, enqueued_role)
        values (p_agency, p_kind, p_payload, p_priority, p_run_at, place, p_unique, app.request_id(), p_by, p_role)
        on conflict (coalesce(agency_id, '00000000-0000-0000-0000-000000000000'), kind, unique_key) where unique_key is not null do nothing
        returning id into job;
        exit when job is not null;
        select j.id into job from internal.jobs_live j
        where coalesce(j.agency_id, '00000000-0000-0000-0000-000000000000') = coalesce(p_agency, '00000000-0000-0000-0000-000000000000')
          and j.kind = p_kind and j.unique_key = p_unique;
        exit when job is not null; -- else it has ended between the two
    end loop;
    if place is not null and coalesce(current_setting('app.work', true), '') = '' then
        perform set_config('app.work', 'yes', true);
        raise notice using errcode = 'SF001', message = 'there is work';
    end if;
    return job;
end
$$;

-- Contract: a job of the caller's agency, run as the caller. Whatever the transaction does, the job does too: both commit
-- or neither. p_unique: answers the live job (pending or processing) of this agency, kind and key when there is one.
create function work.enqueue(p_kind text, p_payload jsonb default '{}', p_unique text default null,
                             p_run_at timestamptz default app.now(), p_priority int default 0)
returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if app.agency_id() is null then
        raise exception 'a job of kind % without an agency', p_kind using hint = 'work.enqueue_platform';
    end if;
    return internal.add_job(app.agency_id(), app.user_id(), app.role(), p_kind, p_payload, p_unique, p_run_at, p_priority);
end
$$;
grant execute on function work.enqueue(text, jsonb, text, timestamptz, int) to stagefy_api, stagefy_jobs;

-- Contract: a job without an agency. For definer functions alone: nobody else can call it.
create function work.enqueue_platform(p_kind text, p_payload jsonb default '{}', p_unique text default null,
                                      p_run_at timestamptz default app.now(), p_priority int default 0)
returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    return internal.add_job(null, null, null, p_kind, p_payload, p_unique, p_run_at, p_priority);
end
$$;

-- Contract: the same for an agency that the caller is not in (a webhook's payer, a schedule). The job runs with the rights
-- of an admin of that agency. For definer functions alone.
create function work.enqueue_for(p_agency uuid, p_kind text, p_payload jsonb default '{}', p_unique text default null,
                                 p_run_at timestamptz default app.now(), p_priority int default 0)
returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    return internal.add_job(p_agency, null, null, p_kind, p_payload, p_unique, p_run_at, p_priority);
end
$$;

reset role;

commit;

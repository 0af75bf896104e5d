-- SPDX-License-Identifier: Apache-2.0
-- Jobs: work that outlives the request which asked for it. The live ones are a small table; what has ended is kept beside
-- it in months, so that claiming does not grow slower with age. sql/README.md and src/work/README.md tell the whole.
begin;

create schema work;
grant usage on schema work to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read, stagefy_owner;
grant create on schema work to stagefy_definer;

set role stagefy_definer;

-- agency_id is NULL for work of the platform. No foreign key: a million ended rows shall not be checked, and a job of an
-- agency that is gone is refused by app.enter_job.
-- No check constraints either: each is compiled by every statement, and these dozen doubled what a job costs. Only the
-- functions here write, and internal.add_job looks at what it is given.
--   turn      place in the line of its kind and priority; NULL until run_at has come (internal.ready_jobs)
--   token     the fence: who presents another one is refused
--   worker    who holds it, until leased_until
create table internal.jobs (
    id uuid not null default app.uuid7(),
    agency_id uuid,
    kind text not null,
    payload jsonb not null default '{}',
    status text not null default 'pending',
    priority smallint not null default 0,
    run_at timestamptz not null default app.now(),
    turn bigint,
    attempts smallint not null default 0,
    max_attempts smallint not null default 5,
    progress smallint not null default 0,
    step text,
    result jsonb,
    error jsonb,
    unique_key text,
    correlation_id uuid,
    enqueued_by uuid,
    enqueued_role text,
    cancel_asked boolean not null default false,
    token uuid,
    leased_until timestamptz,
    worker text,
    created_at timestamptz not null default app.now(),
    started_at timestamptz,
    ended_at timestamptz
) partition by list (status);
create index jobs_list on internal.jobs (agency_id, created_at desc, id desc);

create table internal.jobs_live partition of internal.jobs (primary key (id)) for values in ('pending', 'processing');

-- The line, the last place of each agency in it, those whose time has not come, those at work.
create index jobs_line on internal.jobs_live (kind, priority desc, turn, id) where status = 'pending' and turn is not null;
create index jobs_lanes on internal.jobs_live (kind, priority, coalesce(agency_id, '00000000-0000-0000-0000-000000000000'), turn)
    where status = 'pending' and turn is not null;
create index jobs_later on internal.jobs_live (run_at) where status = 'pending' and turn is null;
create index jobs_leases on internal.jobs_live (leased_until) where status = 'processing';
create unique index jobs_once on internal.jobs_live
    (coalesce(agency_id, '00000000-0000-0000-0000-000000000000'), kind, unique_key) where unique_key is not null;

-- Every row changes at least twice and goes: clear away early and without pauses, and never believe old statistics.
alter table internal.jobs_live set (
    fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000);

create table internal.jobs_ended partition of internal.jobs
    for values in ('completed', 'failed', 'cancelled') partition by range (ended_at);
-- Catches what no month is made for yet; empty as long as app.tidy runs.
create table internal.jobs_ended_default partition of internal.jobs_ended default;
create index jobs_ended_id on internal.jobs_ended (id);
create index jobs_ended_failed on internal.jobs_ended (ended_at) where status = 'failed';

-- Contract: as internal.make_change_partitions, for the jobs that have ended.
create function internal.make_job_partitions(p_months int) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    this_month timestamp := date_trunc('month', app.now() at time zone 'utc');
    month timestamp;
    name text;
    made int := 0;
begin
    for month in select generate_series(this_month, this_month + make_interval(months => p_months), interval '1 month') loop
        name := 'jobs_ended_' || to_char(month, 'YYYY_MM');
        continue when to_regclass('internal.' || name) is not null;
        execute format('create table internal.%I (like internal.jobs_ended including defaults including constraints)', name);
        execute format('with late as (delete from internal.jobs_ended_default where ended_at >= %1$L and ended_at < %2$L returning *)
                        insert into internal.%3$I select * from late',
                       month at time zone 'utc', (month + interval '1 month') at time zone 'utc', name);
        execute format('alter table internal.jobs_ended attach partition internal.%I for values from (%L) to (%L)',
                       name, month at time zone 'utc', (month + interval '1 month') at time zone 'utc');
        made := made + 1;
    end loop;
    return made;
end
$$;
do $$ begin perform internal.make_job_partitions(3); end $$;

alter table internal.jobs enable row level security;
alter table internal.jobs force row level security;
create policy definer on internal.jobs to stagefy_definer using (true) with check (true);
comment on policy definer on internal.jobs is 'definer functions enqueue, claim and end jobs: every row';
create policy read on internal.jobs for select
    using (agency_id = app.agency_id() and (app.writes_all() or enqueued_by = app.user_id()));
comment on policy read on internal.jobs is
    'members: the jobs of their agency that they asked for; admins and owners: all of their agency''s';
grant select on internal.jobs to stagefy_api, stagefy_read;

-- Contract: the place behind the last of p_agency in the line of p_kind and p_priority, and not before its front. So the
-- agencies take turns: whoever comes last stands behind at most one job of each other agency, however many those have.
create function internal.next_turn(p_kind text, p_priority smallint, p_agency uuid) returns bigint
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    front bigint;
    last bigint;
begin
    select j.turn into front from internal.jobs_live j
    where j.status = 'pending' and j.turn is not null and j.kind = p_kind and j.priority = p_priority
    order by j.kind, j.priority desc, j.turn, j.id limit 1;
    if front is null then
        return 0;
    end if;
    select j.turn into last from internal.jobs_live j
    where j.status = 'pending' and j.turn is not null and j.kind = p_kind and j.priority = p_priority
      and coalesce(j.agency_id, '00000000-0000-0000-0000-000000000000') = coalesce(p_agency, '00000000-0000-0000-0000-000000000000')
    order by j.turn desc limit 1;
    return greatest(front, coalesce(last + 1, front));
end
$$;

-- Contract: the one way out of the live table: moves those of p_jobs that are there among the ended. Arrays go together.
create function internal.end_jobs(p_jobs uuid[], p_statuses text[], p_results jsonb[], p_errors jsonb[]) returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off as $$ -- as in work.claim
declare
    moved int;
begin
    with ended as (
        delete from internal.jobs_live j
        using unnest(p_jobs, p_statuses, p_results, p_errors) e (id, status, result, error)
        where j.id = e.id
        returning j.*, e.status as end_status, e.result as end_result, e.error as end_error
    )
    insert into internal.jobs_ended (id, agency_id, kind, payload, status, priority, run_at, attempts, max_attempts, progress, step,
        result, error, unique_key, correlation_id, enqueued_by, enqueued_role, cancel_asked, worker, created_at, started_at, ended_at)
    select e.id, e.agency_id, e.kind, e.payload, e.end_status, e.priority, e.run_at, e.attempts, e.max_attempts,
           case e.end_status when 'completed' then 100 else e.progress end, e.step, e.end_result,
           case e.end_status when 'completed' then null else coalesce(e.end_error, e.error) end,
           e.unique_key, e.correlation_id, e.enqueued_by, e.enqueued_role, e.cancel_asked, e.worker, e.created_at, e.started_at, app.now()
    from ended e;
    get diagnostics moved = row_count;
    return moved;
end
$$;

reset role;

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

commit;

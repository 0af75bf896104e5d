-- SPDX-License-Identifier: Apache-2.0
-- Who does which job: the line, its limits, and what becomes of jobs whose worker has gone.
begin;

-- What the programs that are running can do, as their handlers' rows say (work.register). at_once and per_minute hold for
-- all workers together; 0: no limit. tokens is the bucket of per_minute, full at burst.
create table internal.job_kinds (
    kind text primary key,
    max_attempts smallint not null check (max_attempts between 1 and 100),
    at_once int not null default 0 check (at_once >= 0),
    per_minute int not null default 0 check (per_minute >= 0),
    burst int not null default 1 check (burst >= 1),
    tokens double precision not null default 0,
    filled_at timestamptz not null default app.now(),
    seen_at timestamptz not null default app.now()
);
call internal.protect('internal.job_kinds');

set role stagefy_definer;

-- Contract: a worker says at its start which kinds it knows: [{"kind", "max_attempts", "at_once", "per_minute", "burst"}].
create function work.register(p_kinds jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into internal.job_kinds as k (kind, max_attempts, at_once, per_minute, burst, tokens)
    select r.kind, r.max_attempts, r.at_once, r.per_minute, r.burst, r.burst
    from jsonb_to_recordset(p_kinds) r (kind text, max_attempts smallint, at_once int, per_minute int, burst int)
    order by r.kind
    on conflict (kind) do update
    set max_attempts = excluded.max_attempts, at_once = excluded.at_once, per_minute = excluded.per_minute, burst = excluded.burst,
        seen_at = app.now();
end
$$;

-- Contract: jobs whose time has come get their place in the line, the agencies in turns as in internal.next_turn.
create function internal.ready_jobs() returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    placed int;
begin
    with due as (
        select j.id, j.kind, j.priority, j.agency_id, j.run_at from internal.jobs_live j
        where j.status = 'pending' and j.turn is null and j.run_at <= app.now()
        order by j.run_at limit 5000 for update skip locked
    ), lanes as materialized (
        select l.kind, l.priority, l.agency_id, internal.next_turn(l.kind, l.priority, l.agency_id) as first
        from (select distinct d.kind, d.priority, d.agency_id from due d) l
    ), places as (
        select d.id, l.first + row_number() over (partition by d.kind, d.priority, d.agency_id order by d.run_at, d.id) - 1 as place
        from due d join lanes l on l.kind = d.kind and l.priority = d.priority and l.agency_id is not distinct from d.agency_id
    )
    update internal.jobs_live j set turn = p.place from places p where j.id = p.id;
    get diagnostics placed = row_count;
    return placed;
end
$$;

-- Contract: jobs whose worker has not renewed its lease go back to where they stood in the line; those that have used up
-- their attempts fail and are kept, those that somebody wanted cancelled are. A transaction of the job that is under way
-- (app.enter_job) is left to end first.
create function internal.rescue_jobs() returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    lost record;
    rescued int := 0;
begin
    for lost in
        select j.id, j.attempts, j.max_attempts, j.cancel_asked from internal.jobs_live j
        where j.status = 'processing' and j.leased_until < app.now()
        order by j.leased_until limit 100 for update skip locked
    loop
        if lost.cancel_asked or lost.attempts >= lost.max_attempts then
            perform internal.end_jobs(array[lost.id], array[case when lost.cancel_asked then 'cancelled' else 'failed' end], array[null::jsonb],
                array['{"code": "worker-lost", "detail": "its worker ended, or stood still for longer than its lease"}'::jsonb]);
        else
            update internal.jobs_live j
            set status = 'pending', token = null, leased_until = null, run_at = app.now(),
                error = '{"code": "worker-lost", "detail": "its worker ended, or stood still for longer than its lease"}'
            where j.id = lost.id;
        end if;
        rescued := rescued + 1;
    end loop;
    return rescued;
end
$$;

-- Contract: how many of p_most jobs of a kind the limits let start now. Takes them out of the bucket; whoever asks for the
-- same kind waits until this transaction has ended.
create function internal.allow_jobs(p_kind text, p_most int) returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    k internal.job_kinds;
    allowed int := p_most;
    full_to double precision;
begin
    select * into k from internal.job_kinds jk where jk.kind = p_kind for update;
    if k.at_once > 0 then
        allowed := least(allowed, k.at_once - (select count(*) from internal.jobs_live j where j.status = 'processing' and j.kind = p_kind));
    end if;
    if k.per_minute > 0 then
        full_to := least(k.burst, k.tokens + extract(epoch from app.now() - k.filled_at) * k.per_minute / 60);
        allowed := greatest(0, least(allowed, floor(full_to)::int));
        update internal.job_kinds jk set tokens = full_to - allowed, filled_at = app.now() where jk.kind = p_kind and allowed > 0;
    end if;
    return greatest(allowed, 0);
end
$$;

-- Contract: gives p_worker at most p_most jobs of p_kinds for p_lease_s seconds, each with a token of its own. The highest
-- priority first; between kinds in the order in which the worker names them, who puts the last one it was given to the end;
-- within a kind by turn. stagefy_jobs alone: the one function that reads across agencies.
create function work.claim(p_worker text, p_kinds text[], p_most int, p_lease_s int default 60)
returns table (id uuid, agency_id uuid, kind text, payload jsonb, attempt int, max_attempts int, token uuid, correlation_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
-- plans are kept, and one made while the table was empty must not read all of it when it no longer is
set enable_seqscan = off set enable_bitmapscan = off set jit = off as $$
#variable_conflict use_column
declare
    wanted int := p_most;
    share int;
    given int;
    limited boolean := false; -- one such kind a transaction, so that nobody waits in a circle
    next record;
begin
    if exists (select from internal.jobs_live j where j.status = 'pending' and j.turn is null and j.run_at <= app.now()) then
        perform internal.ready_jobs();
    end if;
    if exists (select from internal.jobs_live j where j.status = 'processing' and j.leased_until < app.now()) then
        perform internal.rescue_jobs();
    end if;
    for next in
        select k.kind, k.max_attempts, k.at_once > 0 or k.per_minute > 0 as limited
        from unnest(p_kinds) with ordinality n (kind, place)
        join internal.job_kinds k on k.kind = n.kind
        cross join lateral (
            select j.priority from internal.jobs_live j
            where j.status = 'pending' and j.turn is not null and j.kind = n.kind
            order by j.kind, j.priority desc, j.turn, j.id limit 1) head
        order by head.priority desc, n.place
    loop
        share := wanted;
        if next.limited then
            continue when limited;
            limited := true;
            share := internal.allow_jobs(next.kind, wanted);
            continue when share = 0;
        end if;
        return query
        with first as materialized (
            select j.id from internal.jobs_live j
            where j.status = 'pending' and j.turn is not null and j.kind = next.kind
            order by j.kind, j.priority desc, j.turn, j.id limit share
            for update skip locked
        )
        update internal.jobs_live j
        set status = 'processing', attempts = j.attempts + 1, max_attempts = next.max_attempts, worker = p_worker,
            token = gen_random_uuid(), leased_until = app.now() + make_interval(secs => p_lease_s),
            started_at = coalesce(j.started_at, app.now())
        from first f where j.id = f.id
        returning j.id, j.agency_id, j.kind, j.payload, j.attempts::int, j.max_attempts::int, j.token, j.correlation_id;
        get diagnostics given = row_count;
        wanted := wanted - given;
        exit when wanted = 0;
    end loop;
end
$$;

grant execute on function work.register(jsonb), work.claim(text, text[], int, int) to stagefy_jobs;

reset role;

commit;

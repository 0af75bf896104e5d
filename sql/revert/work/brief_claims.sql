-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

create or replace function work.settle(p_ends jsonb) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off as $$ -- as in work.claim
declare
    moved int;
    kept int;
begin
    with ended as (
        delete from internal.jobs_live j using jsonb_to_recordset(p_ends) e (job uuid, token uuid, outcome text, data jsonb)
        where j.id = e.job and j.token = e.token and j.status = 'processing' and j.leased_until > app.now()
          and (e.outcome in ('done', 'never') or j.cancel_asked or e.outcome = 'again' and j.attempts >= j.max_attempts)
        returning j.*, case when e.outcome = 'done' then 'completed' when j.cancel_asked then 'cancelled' else 'failed' end as end_status,
                  e.data as end_data
    ) -- the columns as in internal.end_jobs
    insert into internal.jobs_ended (id, agency_id, kind, payload, status, priority, run_at, attempts, max_attempts, progress, step,
        result, error, unique_key, correlation_id, enqueued_by, enqueued_role, cancel_asked, worker, created_at, started_at, ended_at)
    select e.id, e.agency_id, e.kind, e.payload, e.end_status, e.priority, e.run_at, e.attempts, e.max_attempts,
           case e.end_status when 'completed' then 100 else e.progress end, e.step,
           case e.end_status when 'completed' then e.end_data end,
           case e.end_status when 'completed' then null else coalesce(e.end_data, e.error) end,
           e.unique_key, e.correlation_id, e.enqueued_by, e.enqueued_role, e.cancel_asked, e.worker, e.created_at, e.started_at, app.now()
    from ended e;
    get diagnostics moved = row_count;
    if moved = jsonb_array_length(p_ends) then
        return moved;
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
    return moved + kept;
end
$$;

create or replace function work.claim(p_worker text, p_kinds text[], p_most int, p_lease_s int, p_looks boolean)
returns table (id uuid, agency_id uuid, kind text, payload jsonb, attempt int, max_attempts int, token uuid, correlation_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
-- plans are kept, and one made while the table was empty must not read all of it when it no longer is
set enable_seqscan = off set enable_bitmapscan = off as $$
#variable_conflict use_column
declare
    wanted int := p_most;
    share int;
    given int;
    limited boolean := false; -- one such kind a transaction, so that nobody waits in a circle
    next record;
begin
    if p_looks then
        if exists (select from internal.jobs_live j where j.status = 'pending' and j.turn is null and j.run_at <= app.now()) then
            perform internal.ready_jobs();
        end if;
        if exists (select from internal.jobs_live j where j.status = 'processing' and j.leased_until < app.now()) then
            perform internal.rescue_jobs();
        end if;
    end if;
    for next in
        select k.kind, k.max_attempts, k.at_once > 0 or k.per_minute > 0 as limited, head.priority, head.turn
        from unnest(p_kinds) with ordinality n (kind, place)
        join internal.job_kinds k on k.kind = n.kind
        cross join lateral (
            select j.priority, j.turn from internal.jobs_live j
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
        -- from the head that was just seen: what lies before it in the index was taken and not yet cleared away
        return query
        with first as materialized (
            select j.id from internal.jobs_live j
            where j.status = 'pending' and j.turn is not null and j.kind = next.kind and j.priority = next.priority and j.turn >= next.turn
            order by j.turn, j.id limit share
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

reset role;

commit;

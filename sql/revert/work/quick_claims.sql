-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

-- Contract: how a worker's jobs ended: [{"job", "token", "outcome", "data", "in_s"}]. outcome: done (data: the result), again
-- (after in_s, if an attempt is left), never (fails at once), later (after in_s, and the attempt does not count), back (now, and
-- it does not count). data: a problem. What is somebody else's now is passed over; answers how many were its own.
create or replace function work.settle(p_ends jsonb) returns int
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

-- Contract: gives p_worker at most p_most jobs of p_kinds for p_lease_s seconds, each with a token of its own. The highest
-- priority first; between kinds in the order in which the worker names them, who puts the last one it was given to the end;
-- within a kind by turn. stagefy_jobs alone: the one function that reads across agencies.
create or replace function work.claim(p_worker text, p_kinds text[], p_most int, p_lease_s int default 60)
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

drop function work.claim(text, text[], int, int, boolean);

reset role;

commit;

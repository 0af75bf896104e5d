-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

create or replace function work.settle(p_ends jsonb) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off as $$ -- as in work.claim
declare
    moved int := 0;
    kept int;
    one jsonb;
    outcome text;
    told jsonb;
    job internal.jobs_live;
begin
    if jsonb_array_length(p_ends) = 1 then -- what most workers have to tell: without joins, and the row moves as it is
        one := p_ends -> 0;
        outcome := one ->> 'outcome';
        told := nullif(one -> 'data', 'null');
        delete from internal.jobs_live j
        where j.id = (one ->> 'job')::uuid and j.token = (one ->> 'token')::uuid and j.status = 'processing' and j.leased_until > app.now()
          and (outcome in ('done', 'never') or j.cancel_asked or outcome = 'again' and j.attempts >= j.max_attempts)
        returning j.* into job;
        if found then
            job.turn := null;
            job.token := null;
            job.leased_until := null;
            job.ended_at := app.now();
            if outcome = 'done' then
                job.status := 'completed';
                job.progress := 100;
                job.result := told;
                job.error := null;
            else
                job.status := case when job.cancel_asked then 'cancelled' else 'failed' end;
                job.error := coalesce(told, job.error);
            end if;
            insert into internal.jobs_ended values (job.*);
            return 1;
        end if;
    else
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
set enable_seqscan = off set enable_bitmapscan = off as $$
#variable_conflict use_column
declare
    wanted int := p_most;
    share int;
    given int;
    untried text[] := p_kinds;
    limited boolean := false; -- one such kind a transaction, so that nobody waits in a circle
    after text; -- the kind whose head was seen last
    head record;
    place int;
    next_kind text;
    next_priority smallint;
    next_turn bigint;
    next_place int;
    rule record;
begin
    if p_looks then
        if exists (select from internal.jobs_live j where j.status = 'pending' and j.turn is null and j.run_at <= app.now()) then
            perform internal.ready_jobs();
        end if;
        if exists (select from internal.jobs_live j where j.status = 'processing' and j.leased_until < app.now()) then
            perform internal.rescue_jobs();
        end if;
    end if;
    while wanted > 0 loop
        next_place := null;
        after := '';
        loop -- from the head of one line to that of the next
            select j.kind, j.priority, j.turn into head from internal.jobs_live j
            where j.status = 'pending' and j.turn is not null and j.kind > after
            order by j.kind, j.priority desc, j.turn, j.id limit 1;
            exit when not found;
            after := head.kind;
            place := array_position(untried, head.kind);
            if place is not null and (next_place is null or (head.priority, next_place) > (next_priority, place)) then
                next_kind := head.kind;
                next_priority := head.priority;
                next_turn := head.turn;
                next_place := place;
            end if;
        end loop;
        exit when next_place is null;
        untried := array_remove(untried, next_kind);
        select k.max_attempts, k.at_once > 0 or k.per_minute > 0 as limited into rule from internal.job_kinds k where k.kind = next_kind;
        continue when not found; -- no program has said that it knows it
        share := wanted;
        if rule.limited then
            continue when limited;
            limited := true;
            share := internal.allow_jobs(next_kind, wanted);
            continue when share = 0;
        end if;
        -- from the head that was just seen: what lies before it in the index was taken and not yet cleared away
        return query
        update internal.jobs_live j
        set status = 'processing', attempts = j.attempts + 1, max_attempts = rule.max_attempts, worker = p_worker,
            token = gen_random_uuid(), leased_until = app.now() + make_interval(secs => p_lease_s),
            started_at = coalesce(j.started_at, app.now())
        where j.id = any (array(
            select f.id from internal.jobs_live f
            where f.status = 'pending' and f.turn is not null and f.kind = next_kind and f.priority = next_priority and f.turn >= next_turn
            order by f.turn, f.id limit share
            for update skip locked))
        returning j.id, j.agency_id, j.kind, j.payload, j.attempts::int, j.max_attempts::int, j.token, j.correlation_id;
        get diagnostics given = row_count;
        wanted := wanted - given;
    end loop;
end
$$;

create or replace function work.beat(p_held jsonb, p_lease_s int default 60) returns table (job uuid, cancel_asked boolean)
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

drop function work.claim(text[], text[], int, boolean);

drop index internal.jobs_list;
create index jobs_list on internal.jobs (agency_id, created_at desc, id desc);

reset role;

commit;

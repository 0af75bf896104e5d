-- SPDX-License-Identifier: Apache-2.0
-- The queue, for those who answer for it: an agency's admins and owners, and platform admins for all agencies together.
begin;

set role stagefy_definer;

-- The last day of an agency, its last failures; the last day of all agencies lies together, since jobs are added as they end.
create index jobs_ended_day on internal.jobs_ended (agency_id, ended_at);
create index jobs_ended_failures on internal.jobs_ended (agency_id, ended_at desc) where status = 'failed';
create index jobs_ended_time on internal.jobs_ended using brin (ended_at) with (pages_per_range = 16);

-- how long a failure counts here; what is older is history
create function internal.failures_since() returns timestamptz
language sql stable as $$ select app.now() - interval '7 days' $$;

-- Contract: whose jobs the functions below are about, as a condition over j: everybody's, or the caller's agency's. It is
-- put into their statements, so that each is planned for its own index. Raises SF403.
create function internal.queue_of(p_every boolean) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if p_every and app.role() is distinct from 'platform' then
        perform app.fail('SF403', 'only a platform admin sees the jobs of all agencies', '{"needs": "platform"}');
    elsif not p_every and (app.agency_id() is null or not app.writes_all()) then
        perform app.fail('SF403', 'only an admin or an owner sees the jobs of the agency', '{"needs": "admin"}');
    end if;
    return case when p_every then 'true' else format('j.agency_id = %L', app.agency_id()) end;
end
$$;

-- Contract: each kind that has live jobs or has failed within a week. waiting: could be done now, the first of them since
-- oldest_at; later: their time has not come, as after a failed attempt. Raises SF403.
create function work.queue_kinds(p_every boolean)
returns table (kind text, waiting bigint, oldest_at timestamptz, later bigint, running bigint, failed bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off as $$
begin
    return query execute format($q$
        select k.kind, sum(k.waiting)::bigint, min(k.oldest_at), sum(k.later)::bigint, sum(k.running)::bigint, sum(k.failed)::bigint
        from (select j.kind, count(*) filter (where j.status = 'pending' and j.run_at <= app.now()) as waiting,
                     min(j.run_at) filter (where j.status = 'pending' and j.run_at <= app.now()) as oldest_at,
                     count(*) filter (where j.status = 'pending' and j.run_at > app.now()) as later,
                     count(*) filter (where j.status = 'processing') as running, 0 as failed
              from internal.jobs_live j where %1$s group by j.kind
              union all
              select j.kind, 0, null, 0, 0, count(*)
              from internal.jobs_ended j where %1$s and j.status = 'failed' and j.ended_at > internal.failures_since() group by j.kind) k
        group by k.kind order by k.kind $q$, internal.queue_of(p_every));
end
$$;

-- Contract: how many jobs ended, and how, in each of the last 24 hours, the one that runs being the last. Raises SF403.
create function work.queue_hours(p_every boolean) returns table (hour timestamptz, completed bigint, failed bigint, cancelled bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off as $$
begin
    return query execute format($q$
        select h.hour, coalesce(e.completed, 0), coalesce(e.failed, 0), coalesce(e.cancelled, 0)
        from generate_series(date_trunc('hour', app.now()) - interval '23 hours', date_trunc('hour', app.now()), interval '1 hour') h (hour)
        left join (select date_trunc('hour', j.ended_at) as hour, count(*) filter (where j.status = 'completed') as completed,
                          count(*) filter (where j.status = 'failed') as failed, count(*) filter (where j.status = 'cancelled') as cancelled
                   from internal.jobs_ended j
                   where %s and j.ended_at >= date_trunc('hour', app.now()) - interval '23 hours' group by 1) e on e.hour = h.hour
        order by h.hour $q$, internal.queue_of(p_every));
end
$$;

-- Contract: jobs at work, then those that failed within a week, newest first and p_most of each. agency is its name, NULL: the
-- platform's own. Raises SF403.
create function work.queue_jobs(p_every boolean, p_most int)
returns table (id uuid, agency text, kind text, status text, progress int, step text, error jsonb, attempts int, max_attempts int,
               created_at timestamptz, started_at timestamptz, ended_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off as $$
begin
    return query execute format($q$
        select q.id, a.name, q.kind, q.status, q.progress::int, q.step, q.error, q.attempts::int, q.max_attempts::int,
               q.created_at, q.started_at, q.ended_at
        from ((select j.* from internal.jobs_live j where %1$s and j.status = 'processing' order by j.started_at desc, j.id limit $1)
              union all
              (select j.* from internal.jobs_ended j where %1$s and j.status = 'failed' and j.ended_at > internal.failures_since()
               order by j.ended_at desc limit $1)) q
        left join public.agencies a on a.id = q.agency_id
        order by q.ended_at desc nulls first, q.started_at desc, q.id $q$, internal.queue_of(p_every)) using p_most;
end
$$;

-- Contract: those of p_jobs that have failed go back into the line, as whoever asked for them and under their ids. They get
-- their turns with the next claim. Answers how many.
create function internal.begin_anew(p_jobs uuid[]) returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    begun int;
begin
    with gone as (
        delete from internal.jobs_ended j where j.id = any(p_jobs) and j.status = 'failed' returning j.*
    )
    insert into internal.jobs_live (id, agency_id, kind, payload, priority, run_at, unique_key, correlation_id, error, enqueued_by,
                                    enqueued_role, created_at)
    select g.id, g.agency_id, g.kind, g.payload, g.priority, app.now(), g.unique_key, g.correlation_id, g.error, g.enqueued_by,
           g.enqueued_role, g.created_at
    from gone g;
    get diagnostics begun = row_count;
    if begun > 0 then
        raise notice using errcode = 'SF001', message = 'there is work';
    end if;
    return begun;
end
$$;

-- Contract: all jobs of p_kind that work.queue_kinds counts as failed begin anew, 5,000 at a time, the last first; but not one whose
-- key has another job by now. Answers how many. Raises SF403; SF409 unless there are p_expected of them, so that nobody
-- begins more than they have seen.
create function work.retry_kind(p_kind text, p_expected int, p_every boolean) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare
    condition text := internal.queue_of(p_every);
    failed int;
    chosen uuid[];
begin
    execute format($q$ select count(*) from internal.jobs_ended j
                       where %s and j.kind = $1 and j.status = 'failed' and j.ended_at > internal.failures_since() $q$, condition)
    into failed using p_kind;
    if failed <> p_expected then
        perform app.fail('SF409', 'another number of them has failed by now', jsonb_build_object('reason', 'count', 'count', failed));
    end if;
    execute format($q$
        select array_agg(l.id)
        from (select o.id from (
                  select distinct on (j.agency_id, coalesce(j.unique_key, j.id::text)) j.id, j.ended_at
                  from internal.jobs_ended j
                  where %s and j.kind = $1 and j.status = 'failed' and j.ended_at > internal.failures_since()
                    and not exists (select from internal.jobs_live l where l.kind = j.kind and l.unique_key = j.unique_key
                                    and l.agency_id is not distinct from j.agency_id)
                  order by j.agency_id, coalesce(j.unique_key, j.id::text), j.ended_at desc) o
              order by o.ended_at desc limit 5000) l $q$, condition)
    into chosen using p_kind;
    return case when chosen is null then 0 else internal.begin_anew(chosen) end;
end
$$;

-- Contract: one failed job of any agency begins anew. Raises SF403, SF404, SF409 when it has not failed.
create function work.retry_any(p_job uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.queue_of(true);
    if internal.begin_anew(array[p_job]) = 0 then
        if exists (select from internal.jobs j where j.id = p_job) then
            perform app.fail('SF409', 'only a job that has failed can begin anew', '{"reason": "not-failed"}');
        end if;
        perform app.fail('SF404', 'no such job');
    end if;
end
$$;

grant execute on function work.queue_kinds(boolean), work.queue_hours(boolean), work.queue_jobs(boolean, int),
    work.retry_kind(text, int, boolean), work.retry_any(uuid) to stagefy_api;

reset role;

commit;

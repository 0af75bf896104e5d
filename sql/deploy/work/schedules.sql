-- SPDX-License-Identifier: Apache-2.0
-- Jobs that come by themselves. When each is due next stands in a row, one for each agency; the workers find out the time after
-- that (src/work/cron), and whoever puts it into the row asks for the job in the same statement.
begin;

create table internal.schedules (
    name text primary key,
    cron text not null,
    kind text not null,
    payload jsonb not null default '{}',
    per_agency boolean not null
);
-- next_at NULL: to be planned.
create table internal.schedule_times (
    schedule text not null references internal.schedules (name) on delete cascade,
    agency_id uuid references public.agencies (id) on delete cascade,
    next_at timestamptz,
    last_at timestamptz
);
create unique index schedule_times_key on internal.schedule_times (schedule, coalesce(agency_id, '00000000-0000-0000-0000-000000000000'));
create index schedule_times_schedule on internal.schedule_times (schedule);
create index schedule_times_agency on internal.schedule_times (agency_id);
create index schedule_times_due on internal.schedule_times (coalesce(next_at, '-infinity'));
call internal.protect('internal.schedules');
call internal.protect('internal.schedule_times');

set role stagefy_definer;

-- Contract: a worker says at its start which schedules there are: [{"name", "cron", "kind", "payload", "per_agency"}]. Those
-- that changed are planned anew, others go.
create function work.register_schedules(p_schedules jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    -- workers that start together do it one after the other
    perform pg_advisory_xact_lock(hashtextextended('work.register_schedules', 0));
    delete from internal.schedules s where s.name not in (select r.name from jsonb_to_recordset(p_schedules) r (name text));
    with said as (
        select r.name, r.cron, r.kind, coalesce(r.payload, '{}') as payload, r.per_agency
        from jsonb_to_recordset(p_schedules) r (name text, cron text, kind text, payload jsonb, per_agency boolean)
    ), changed as (
        insert into internal.schedules as s (name, cron, kind, payload, per_agency)
        select name, cron, kind, payload, per_agency from said
        on conflict (name) do update
        set cron = excluded.cron, kind = excluded.kind, payload = excluded.payload, per_agency = excluded.per_agency
        where (s.cron, s.kind, s.payload, s.per_agency) is distinct from (excluded.cron, excluded.kind, excluded.payload, excluded.per_agency)
        returning s.name
    )
    delete from internal.schedule_times t using changed c where t.schedule = c.name;
    insert into internal.schedule_times (schedule)
    select s.name from internal.schedules s where not s.per_agency
    on conflict do nothing;
    insert into internal.schedule_times (schedule, agency_id)
    select s.name, a.id from internal.schedules s cross join public.agencies a where s.per_agency
    on conflict do nothing;
end
$$;

-- After an agency came, or moved to another time zone.
create function internal.plan_agency() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into internal.schedule_times as t (schedule, agency_id)
    select s.name, new.id from internal.schedules s where s.per_agency
    on conflict (schedule, coalesce(agency_id, '00000000-0000-0000-0000-000000000000')) do update set next_at = null;
    return null;
end
$$;
grant execute on function internal.plan_agency() to stagefy_owner;

-- Contract: what is due or to be planned. zone is the agency's now. was_s and now_s are seconds since 1970.
create function work.due_schedules(p_most int)
returns table (schedule text, agency_id uuid, cron text, zone text, was timestamptz, was_s bigint, now_s bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select t.schedule, t.agency_id, s.cron, coalesce(a.time_zone, 'UTC'), t.next_at,
           coalesce(floor(extract(epoch from t.next_at)), 0)::bigint, floor(extract(epoch from app.now()))::bigint
    from internal.schedule_times t join internal.schedules s on s.name = t.schedule
    left join public.agencies a on a.id = t.agency_id
    where coalesce(t.next_at, '-infinity') <= app.now()
    order by coalesce(t.next_at, '-infinity') limit p_most;
end
$$;

-- Contract: plans p_next, if the row still says p_was, and asks for the job that was due then: so of several workers one does.
-- A job of this schedule that has not ended is not asked for a second time. Answers whether it was asked for.
create function work.fire_schedule(p_schedule text, p_agency uuid, p_was timestamptz, p_next timestamptz, p_zone text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    s internal.schedules;
begin
    update internal.schedule_times t set next_at = p_next, last_at = coalesce(p_was, t.last_at)
    where t.schedule = p_schedule and t.agency_id is not distinct from p_agency and t.next_at is not distinct from p_was
      -- another zone in the meantime: planned with that
      and (p_agency is null or exists (select from public.agencies a where a.id = p_agency and a.time_zone = p_zone));
    if not found or p_was is null then
        return false;
    end if;
    select * into s from internal.schedules x where x.name = p_schedule;
    if p_agency is null then
        perform work.enqueue_platform(s.kind, s.payload, 'schedule ' || p_schedule);
    else
        perform work.enqueue_for(p_agency, s.kind, s.payload, 'schedule ' || p_schedule);
    end if;
    return true;
end
$$;

grant execute on function work.register_schedules(jsonb), work.due_schedules(int),
    work.fire_schedule(text, uuid, timestamptz, timestamptz, text) to stagefy_jobs;

reset role;

create trigger schedules after insert or update of time_zone on public.agencies
    for each row execute function internal.plan_agency();

commit;

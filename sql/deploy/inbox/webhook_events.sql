-- SPDX-License-Identifier: Apache-2.0
-- What other systems send us. An event is kept as it came before anything is made of it; a job then applies it, as often as it
-- takes. What came to nothing is still there to be looked at, and to be tried again.
begin;

create schema inbox;
grant usage on schema inbox to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read;
grant create on schema inbox to stagefy_definer;

create table internal.webhook_events (
    id uuid primary key,
    provider text not null check (provider ~ '^[a-z_]{1,20}$'),
    event_id text collate "C" check (length(event_id) between 1 and 200),
    type text not null check (length(type) <= 100),
    headers jsonb not null default '{}',
    body bytea not null check (length(body) <= 262144),
    checks jsonb not null default '{}',
    agency_id uuid references public.agencies (id) on delete set null,
    state text not null default 'received' check (state in ('received', 'applied', 'ignored', 'waiting', 'refused', 'failed')),
    note text check (length(note) <= 500),
    waits_for text check (length(waits_for) <= 300),
    attempts int not null default 0,
    received_at timestamptz not null default app.now(),
    applied_at timestamptz,
    constraint webhook_events_event_id_key unique (provider, event_id),
    check (event_id is not null or state = 'refused')
);
comment on table internal.webhook_events is 'what other systems sent, as it came; 30 days';
comment on column internal.webhook_events.id is 'made by the worker, UUIDv7: in the order in which they came';
comment on column internal.webhook_events.event_id is 'by which its sender knows it, so that it is kept once; NULL: it was refused at the door, nobody knows by whom it was sent, and nobody may use up an id';
comment on column internal.webhook_events.checks is 'what was looked at, and what came of it';
comment on column internal.webhook_events.state is 'received: its job has not ended. applied. ignored: it is of no kind that means anything here. waiting: for waits_for. '
    'refused: checks say that it must not be applied. failed: applying it went wrong, too often';
comment on column internal.webhook_events.waits_for is 'what has to be known first, in words of the provider''s own; inbox.wake() says that it is';
create index webhook_events_state on internal.webhook_events (state, id);
create index webhook_events_list on internal.webhook_events (provider, id);
create index webhook_events_agency on internal.webhook_events (agency_id);
create index webhook_events_age on internal.webhook_events using brin (received_at);
create index webhook_events_waits on internal.webhook_events (provider, waits_for) where state = 'waiting';
call internal.protect('internal.webhook_events');

set role stagefy_definer;

-- Contract: keeps an event whose sender is known, and asks for the job <provider>.apply with {"event_id": p_id}. False when it is
-- known already: then nothing happens. Raises SF429 when 10,000 of the provider wait for their jobs: it shall come again later.
create function inbox.take(p_id uuid, p_provider text, p_event_id text, p_type text, p_headers jsonb, p_body bytea, p_checks jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if (select count(*) from (select from internal.webhook_events e where e.state = 'received' and e.provider = p_provider limit 10000) w) = 10000 then
        perform app.fail('SF429', 'too many events wait to be applied', '{"retry_after": 60}');
    end if;
    insert into internal.webhook_events (id, provider, event_id, type, headers, body, checks)
    values (p_id, p_provider, p_event_id, left(p_type, 100), p_headers, p_body, p_checks)
    on conflict on constraint webhook_events_event_id_key do nothing;
    if not found then
        return false;
    end if;
    perform work.enqueue_platform(p_provider || '.apply', jsonb_build_object('event_id', p_id), p_id::text);
    return true;
end
$$;

-- Contract: keeps something that failed its first checks, so that an admin can see it; it is never applied. Whoever sends it may be
-- anybody, so of one provider 100 a minute are kept, the last 500 in all, and 8 KiB of each. False: not kept.
create function inbox.keep_refused(p_id uuid, p_provider text, p_type text, p_headers jsonb, p_body bytea, p_checks jsonb, p_note text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('inbox.keep_refused ' || p_provider, 0));
    if (select count(*) from internal.webhook_events e
        where e.provider = p_provider and e.event_id is null and e.received_at > app.now() - interval '1 minute') >= 100 then
        return false;
    end if;
    insert into internal.webhook_events (id, provider, type, headers, body, checks, state, note)
    values (p_id, p_provider, left(p_type, 100), p_headers, substr(p_body, 1, 8192), p_checks, 'refused', left(p_note, 500));
    delete from internal.webhook_events e
    where e.provider = p_provider and e.event_id is null
      and e.id <= (select o.id from internal.webhook_events o where o.provider = p_provider and o.event_id is null order by o.id desc offset 500 limit 1);
    return true;
end
$$;

-- Contract: for stagefy_jobs and definer functions: the event p_id, which nobody else applies until this transaction ends. No row when
-- there is nothing to do: it is gone, was refused at the door, or has come to its end.
create function inbox.event(p_id uuid)
returns table (provider text, event_id text, type text, headers jsonb, body bytea, checks jsonb, agency_id uuid, received_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select e.provider, e.event_id, e.type, e.headers, e.body, e.checks, e.agency_id, e.received_at from internal.webhook_events e
    where e.id = p_id and e.event_id is not null and e.state in ('received', 'waiting', 'failed') for update;
end
$$;

-- Contract: for stagefy_jobs and definer functions: what became of the event p_id. p_note is for the admin who asks why; p_agency is
-- whose it is, NULL: as known before; p_waits_for goes with waiting. Of events that were refused after they were taken, the last
-- 1,000 of a provider stay, since a provider's signature can be one that anybody makes.
create function inbox.settle(p_id uuid, p_state text, p_note text default null, p_agency uuid default null, p_waits_for text default null) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    sender text;
begin
    update internal.webhook_events e
    set state = p_state, attempts = e.attempts + 1, note = left(p_note, 500), agency_id = coalesce(p_agency, e.agency_id),
        waits_for = case when p_state = 'waiting' then p_waits_for end,
        applied_at = case when p_state = 'applied' then app.now() else e.applied_at end
    where e.id = p_id and e.event_id is not null
    returning e.provider into sender;
    if p_state = 'refused' then
        delete from internal.webhook_events e
        where e.state = 'refused' and e.provider = sender and e.event_id is not null
          and e.id <= (select o.id from internal.webhook_events o where o.state = 'refused' and o.provider = sender and o.event_id is not null
                       order by o.id desc offset 1000 limit 1);
    end if;
end
$$;

-- Contract: for stagefy_jobs: an attempt to apply the event p_id went wrong as p_note says, and nothing of it stays; p_last: it was the
-- last one.
create function inbox.failed(p_id uuid, p_note text, p_last boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update internal.webhook_events e
    set state = case when p_last then 'failed' else e.state end, attempts = e.attempts + 1, note = left(p_note, 500)
    where e.id = p_id and e.state in ('received', 'waiting', 'failed');
end
$$;

-- Contract: for stagefy_jobs and definer functions: adds to what is known of the checks of the event p_id.
create function inbox.note_checks(p_id uuid, p_checks jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update internal.webhook_events e set checks = e.checks || p_checks where e.id = p_id;
end
$$;

-- An event goes back to where it was when it had been taken, and gets a job.
create function internal.apply_anew(p_id uuid, p_provider text) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    update internal.webhook_events e set state = 'received', note = null, waits_for = null where e.id = p_id;
    perform work.enqueue_platform(p_provider || '.apply', jsonb_build_object('event_id', p_id), p_id::text);
end
$$;

-- Contract: for definer functions: what p_waits_for stands for is known now; the events that waited for it are applied.
create function inbox.wake(p_provider text, p_waits_for text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.apply_anew(e.id, e.provider)
    from internal.webhook_events e where e.state = 'waiting' and e.provider = p_provider and e.waits_for = p_waits_for order by e.id;
end
$$;

-- Contract: for stagefy_jobs, hourly: events that wait look again, 1,000 at a time, since what they wait for may have become known
-- by another way; and what is older than 30 days is forgotten. Answers how many were.
create function inbox.tidy() returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone bigint;
begin
    delete from internal.webhook_events e where e.received_at < app.now() - interval '30 days';
    get diagnostics gone = row_count;
    perform internal.apply_anew(w.id, w.provider)
    from (select e.id, e.provider from internal.webhook_events e where e.state = 'waiting' order by e.id limit 1000) w;
    return gone;
end
$$;

-- Contract: for platform admins: events, the last first and p_most of them, those before p_before when it is given; of one provider
-- or in one state alone, or NULL. Raises SF403 for anybody else.
create function inbox.list_events(p_provider text, p_state text, p_before uuid, p_most int)
returns table (id uuid, provider text, event_id text, type text, state text, note text, waits_for text, checks jsonb, agency_id uuid, agency text,
               attempts int, size int, received_at timestamptz, applied_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
    perform internal.need_platform();
    return query
    select e.id, e.provider, e.event_id, e.type, e.state, e.note, e.waits_for, e.checks, e.agency_id, a.name, e.attempts, length(e.body),
           e.received_at, e.applied_at
    from internal.webhook_events e left join public.agencies a on a.id = e.agency_id
    where (p_provider is null or e.provider = p_provider) and (p_state is null or e.state = p_state) and (p_before is null or e.id < p_before)
    order by e.id desc limit p_most;
end
$$;

-- Bytes as somebody can read them: text where they are that.
create function internal.readable(p_bytes bytea) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
    return convert_from(p_bytes, 'UTF8');
exception when character_not_in_repertoire then
    return encode(p_bytes, 'escape');
end
$$;

-- Contract: for platform admins: one event with all of it; no row when there is none. Raises SF403 for anybody else.
create function inbox.read_event(p_id uuid)
returns table (id uuid, provider text, event_id text, type text, state text, note text, waits_for text, checks jsonb, agency_id uuid, agency text,
               attempts int, size int, received_at timestamptz, applied_at timestamptz, headers jsonb, body text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_platform();
    return query
    select e.id, e.provider, e.event_id, e.type, e.state, e.note, e.waits_for, e.checks, e.agency_id, a.name, e.attempts, length(e.body),
           e.received_at, e.applied_at, e.headers, internal.readable(e.body)
    from internal.webhook_events e left join public.agencies a on a.id = e.agency_id where e.id = p_id;
end
$$;

-- Contract: for platform admins: the event p_id is applied once more; one that was applied changes nothing, as a repetition by its sender
-- would not; it stands in admin_audit_log. Raises SF403, SF404; SF409 for what was refused at the door: nobody knows who sent it.
create function inbox.replay(p_id uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    event internal.webhook_events;
begin
    perform internal.need_platform();
    select * into event from internal.webhook_events e where e.id = p_id for update;
    if event.id is null then
        perform app.fail('SF404', 'no such event');
    elsif event.event_id is null then
        perform app.fail('SF409', 'it was refused at the door: nobody knows who sent it', '{"reason": "not-taken"}');
    end if;
    perform internal.apply_anew(event.id, event.provider);
    insert into internal.changes (agency_id, table_name, row_id, action, admin_only, actor_id, actor_role, request_id, address, diff)
    values (null, 'webhook_events', event.id, 'updated', true, app.user_id(), app.role(), app.request_id(), app.address(),
            jsonb_build_object('state', jsonb_build_array(event.state, 'received')));
end
$$;

grant execute on function inbox.take(uuid, text, text, text, jsonb, bytea, jsonb), inbox.keep_refused(uuid, text, text, jsonb, bytea, jsonb, text),
    inbox.list_events(text, text, uuid, int), inbox.read_event(uuid), inbox.replay(uuid) to stagefy_api;
grant execute on function inbox.event(uuid), inbox.settle(uuid, text, text, uuid, text), inbox.failed(uuid, text, boolean),
    inbox.note_checks(uuid, jsonb), inbox.tidy() to stagefy_jobs;

reset role;

commit;

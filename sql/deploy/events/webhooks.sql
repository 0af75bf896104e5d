-- SPDX-License-Identifier: Apache-2.0
-- Webhooks out: who is called when something moves, and what became of each call.
begin;

create domain public.webhook_delivery_status as text check (value in ('pending', 'delivered', 'failed'));

create table public.webhook_endpoints (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    created_by uuid not null default app.user_id(),
    url text not null check (length(url) between 1 and 2000),
    description text check (length(description) <= 200),
    events text[] not null default '{}',
    enabled boolean not null default true,
    disabled_reason text check (disabled_reason in ('gone', 'failing')),
    failing_since timestamptz,
    secret text not null,
    secret_before text,
    secret_before_until timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint webhook_endpoints_created_by_fkey foreign key (agency_id, created_by) references public.memberships (agency_id, user_id)
);
comment on column public.webhook_endpoints.events is 'the names of events that are sent there; none: all';
comment on column public.webhook_endpoints.disabled_reason is 'why it was disabled by itself: gone (it answered 410), failing (an event failed ten times, and nothing succeeded meanwhile); NULL: it was not';
comment on column public.webhook_endpoints.failing_since is 'of the first failure since anything succeeded';
comment on column public.webhook_endpoints.secret is 'sealed by the program; nobody can read it but by events.delivery';
comment on column public.webhook_endpoints.secret_before is 'still signs until secret_before_until, while the receiver changes to the new one';
create index webhook_endpoints_created_by on public.webhook_endpoints (agency_id, created_by);
create index webhook_endpoints_list on public.webhook_endpoints (agency_id, created_at desc, id desc);
create index webhook_endpoints_sync on public.webhook_endpoints (agency_id, updated_at, id);

call internal.protect('public.webhook_endpoints');
create policy read on public.webhook_endpoints for select
    using (agency_id = app.agency_id() and app.writes_all());
comment on policy read on public.webhook_endpoints is 'admins and owners of the agency, platform admins';
create policy change on public.webhook_endpoints for update
    using (agency_id = app.agency_id() and app.role() in ('admin', 'owner')) with check (agency_id = app.agency_id());
comment on policy change on public.webhook_endpoints is 'admins and owners: address, events, on or off. events.make_endpoint makes them, events.remove_endpoint ends them';
-- Every column but the secrets.
grant select (id, agency_id, created_by, url, description, events, enabled, disabled_reason, failing_since, secret_before_until, version,
              created_at, updated_at) on public.webhook_endpoints to stagefy_api, stagefy_jobs, stagefy_read;
grant update (url, description, events, enabled) on public.webhook_endpoints to stagefy_api;

create trigger touch before update on public.webhook_endpoints
    for each row execute function app.touch_row('disabled_reason', 'failing_since', 'secret', 'secret_before', 'secret_before_until', 'definer:enabled');
create trigger changes after insert or update or delete on public.webhook_endpoints
    for each row execute function internal.record_change('settings', 'secret', 'secret_before', 'failing_since');

-- Switched on again it begins anew.
set role stagefy_definer;
create function internal.forgive_endpoint() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.enabled and not old.enabled then
        new.disabled_reason := null;
        new.failing_since := null;
    end if;
    return new;
end
$$;
grant execute on function internal.forgive_endpoint() to stagefy_owner;
reset role;
create trigger forgive before update on public.webhook_endpoints
    for each row execute function internal.forgive_endpoint();

-- One row for each event and endpoint, however often it was tried.
create table public.webhook_deliveries (
    id uuid not null default app.uuid7(),
    agency_id uuid not null,
    endpoint_id uuid not null,
    event_id uuid not null,
    type text not null,
    body text not null,
    status public.webhook_delivery_status not null default 'pending',
    attempts int not null default 0,
    next_at timestamptz,
    last_at timestamptz,
    last_status int,
    last_error text check (length(last_error) <= 200),
    last_answer text check (length(last_answer) <= 1000),
    last_ms int,
    delivered_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint webhook_deliveries_event_key unique (agency_id, endpoint_id, event_id),
    constraint webhook_deliveries_endpoint_id_fkey foreign key (agency_id, endpoint_id)
        references public.webhook_endpoints (agency_id, id) on delete cascade
);
comment on column public.webhook_deliveries.body is 'the JSON text that is signed and sent, to the byte';
comment on column public.webhook_deliveries.last_answer is 'the beginning of what the receiver said';
create index webhook_deliveries_list on public.webhook_deliveries (agency_id, created_at desc, id desc);
create index webhook_deliveries_sync on public.webhook_deliveries (agency_id, updated_at, id);
create index webhook_deliveries_endpoint on public.webhook_deliveries (agency_id, endpoint_id, created_at desc, id desc);
create index webhook_deliveries_status on public.webhook_deliveries (agency_id, status, created_at desc, id desc);
create index webhook_deliveries_age on public.webhook_deliveries using brin (created_at);

call internal.protect('public.webhook_deliveries');
create policy read on public.webhook_deliveries for select
    using (agency_id = app.agency_id() and app.writes_all());
comment on policy read on public.webhook_deliveries is 'admins and owners of the agency, platform admins; the program alone writes';
grant select on public.webhook_deliveries to stagefy_api, stagefy_jobs, stagefy_read;
create trigger touch before update on public.webhook_deliveries
    for each row execute function app.touch_row();

set role stagefy_definer;

create function internal.need_webhook_manager() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner manages webhooks', '{"needs": "admin"}');
    end if;
end
$$;

-- Contract: an endpoint of the caller's agency; p_secret is sealed by the program. Raises SF403 unless the caller is an
-- admin or an owner, SF409 above 20 of them.
create function events.make_endpoint(p_id uuid, p_url text, p_description text, p_events text[], p_secret text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_webhook_manager();
    if (select count(*) from public.webhook_endpoints e where e.agency_id = app.agency_id()) >= 20 then
        perform app.fail('SF409', 'an agency has at most 20 endpoints', '{"reason": "too_many"}');
    end if;
    insert into public.webhook_endpoints (id, agency_id, created_by, url, description, events, secret)
    values (p_id, app.agency_id(), app.user_id(), p_url, p_description, coalesce(p_events, '{}'), p_secret);
end
$$;

-- Contract: another secret for an endpoint of the caller's agency. For p_hours the one before signs too, 0: not at all.
-- Answers whether there is such an endpoint. Raises SF403.
create function events.rotate_secret(p_id uuid, p_secret text, p_hours int) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_webhook_manager();
    update public.webhook_endpoints e
    set secret = p_secret, secret_before = case when p_hours > 0 then e.secret end,
        secret_before_until = case when p_hours > 0 then app.now() + make_interval(hours => p_hours) end
    where e.agency_id = app.agency_id() and e.id = p_id;
    return found;
end
$$;

-- Contract: takes an endpoint of the caller's agency away, with its deliveries. Answers whether there was such a one. Raises
-- SF403.
create function events.remove_endpoint(p_id uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_webhook_manager();
    delete from public.webhook_endpoints e where e.agency_id = app.agency_id() and e.id = p_id;
    return found;
end
$$;

-- what is sent: the same as the feed shows, so that a receiver may go on from either
create function internal.event_body(p_id uuid, p_type text, p_at timestamptz, p_actor uuid, p_request uuid, p_row uuid, p_action text, p_diff jsonb)
returns text
language sql stable as $$
    select jsonb_build_object('id', p_id, 'type', p_type, 'timestamp', rtrim(rtrim(to_char(p_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '0'), '.') || 'Z',
        'actor_id', p_actor, 'request_id', p_request, 'data', jsonb_build_object('id', p_row, 'changed',
            case when p_action = 'updated' then coalesce((select jsonb_agg(k order by k) from jsonb_object_keys(p_diff) k), '[]') else '[]' end))::text
$$;

-- the first attempt of each is a job of its own; so is every replay
create function internal.enqueue_delivery(p_agency uuid, p_delivery uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    perform work.enqueue_for(p_agency, 'webhooks.deliver', jsonb_build_object('delivery_id', p_delivery), p_delivery::text);
end
$$;

-- Contract: called by events.deliver in its transaction: a delivery for each of these changes and each enabled endpoint that
-- asks for it. Made once: a change that is seen again makes none. What is one person's business is nobody's delivery.
create function internal.fan_out(p_types jsonb, p_agency uuid, p_endpoint uuid, p_after xid8, p_after_seq bigint, p_last xid8, p_last_seq bigint,
                                 p_from timestamptz, p_until timestamptz) returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    made int;
begin
    with due as (
        insert into public.webhook_deliveries (agency_id, endpoint_id, event_id, type, body)
        select e.agency_id, e.id, events.id_of(c.seq, t.type), t.type,
               internal.event_body(events.id_of(c.seq, t.type), t.type, c.at, c.actor_id, c.request_id, c.row_id, c.action, c.diff)
        from internal.changes c
        join public.webhook_endpoints e on e.agency_id = c.agency_id and e.enabled and (p_endpoint is null or e.id = p_endpoint)
        join jsonb_to_recordset(p_types) as t (type text, table_name text, actions text[], status text)
          on t.table_name = c.table_name and c.action = any(t.actions) and (e.events = '{}' or t.type = any(e.events))
         and (t.status is null or t.status = case when c.action = 'created' then c.diff ->> 'status' else c.diff -> 'status' ->> 1 end)
        where not c.personal and (p_agency is null or c.agency_id = p_agency)
          and (c.xid, c.seq) > (p_after, p_after_seq) and (c.xid, c.seq) <= (p_last, p_last_seq)
          and (p_from is null or c.at >= p_from) and (p_until is null or c.at < p_until)
        order by c.xid, c.seq, t.type
        on conflict (agency_id, endpoint_id, event_id) do nothing
        returning id, agency_id
    )
    select count(*) from (select internal.enqueue_delivery(d.agency_id, d.id) from due d) all_of_them into made;
    return made;
end
$$;

-- Contract: an event of type webhook.test to one endpoint of the caller's agency, whatever it asks for. Answers the
-- delivery, NULL when there is no such endpoint. Raises SF403.
create function events.test_endpoint(p_id uuid) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    event uuid := app.uuid7();
    delivery uuid;
begin
    perform internal.need_webhook_manager();
    insert into public.webhook_deliveries (agency_id, endpoint_id, event_id, type, body)
    select e.agency_id, e.id, event, 'webhook.test',
           internal.event_body(event, 'webhook.test', app.now(), app.user_id(), app.request_id(), e.id, 'created', '{}')
    from public.webhook_endpoints e where e.agency_id = app.agency_id() and e.id = p_id
    returning id into delivery;
    if delivery is not null then
        perform internal.enqueue_delivery(app.agency_id(), delivery);
    end if;
    return delivery;
end
$$;

-- Contract: sends a delivery of the caller's agency once more, with all its tries. One that is pending stays as it is.
-- Answers whether there is such a one. Raises SF403.
create function events.replay_delivery(p_id uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_webhook_manager();
    update public.webhook_deliveries d set status = 'pending', attempts = 0, next_at = null, delivered_at = null
    where d.agency_id = app.agency_id() and d.id = p_id and d.status <> 'pending';
    if found then
        perform internal.enqueue_delivery(app.agency_id(), p_id);
        return true;
    end if;
    return exists (select from public.webhook_deliveries d where d.agency_id = app.agency_id() and d.id = p_id);
end
$$;

-- Contract: sends again to an enabled endpoint of the caller's agency what happened from p_from until p_until: everything, or
-- (p_missing) only what never arrived, be it that it failed or that the endpoint was off or asked for less then. Answers
-- how many are sent, NULL when there is no such endpoint. Raises SF403, SF422 /until for more than 31 days.
create function events.replay(p_types jsonb, p_endpoint uuid, p_from timestamptz, p_until timestamptz, p_missing boolean) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    sent int;
    place internal.event_relay;
begin
    perform internal.need_webhook_manager();
    if not exists (select from public.webhook_endpoints e where e.agency_id = app.agency_id() and e.id = p_endpoint) then
        return null;
    elsif p_until <= p_from or p_until > p_from + interval '31 days' then
        perform app.fail('SF422', 'must be after from, by 31 days at most', '{"pointer": "/until", "code": "out_of_range"}');
    end if;
    -- what the relay has not seen yet is its to send
    select * into place from internal.event_relay r where r.place = 'deliveries';
    with again as (
        update public.webhook_deliveries d set status = 'pending', attempts = 0, next_at = null, delivered_at = null
        where d.agency_id = app.agency_id() and d.endpoint_id = p_endpoint and d.created_at >= p_from and d.created_at < p_until
          and (d.status = 'failed' or d.status = 'delivered' and not p_missing)
        returning d.id
    )
    select count(*) from (select internal.enqueue_delivery(app.agency_id(), a.id) from again a) all_of_them into sent;
    return sent + internal.fan_out(p_types, app.agency_id(), p_endpoint, '0', 0, place.xid, place.seq, p_from, p_until);
end
$$;

-- Contract: for stagefy_jobs, in a job of the agency: what is needed to send a delivery. No row: it is no longer pending, or
-- gone. A disabled endpoint gets nothing but tests: such a delivery fails here and now.
create function events.delivery(p_id uuid)
returns table (endpoint_id uuid, url text, event_id uuid, type text, body text, secret text, secret_before text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.webhook_deliveries d set status = 'failed', next_at = null, last_error = 'the endpoint is disabled'
    from public.webhook_endpoints e
    where d.agency_id = app.agency_id() and d.id = p_id and d.status = 'pending' and d.type <> 'webhook.test'
      and e.agency_id = d.agency_id and e.id = d.endpoint_id and not e.enabled;
    return query
    select e.id, e.url, d.event_id, d.type, d.body, e.secret, case when e.secret_before_until > app.now() then e.secret_before end
    from public.webhook_deliveries d join public.webhook_endpoints e on e.agency_id = d.agency_id and e.id = d.endpoint_id
    where d.agency_id = app.agency_id() and d.id = p_id and d.status = 'pending';
end
$$;

-- Contract: for stagefy_jobs: what became of one try. p_retry_s: when the next one is; NULL: there is none. p_status is
-- NULL when there was no answer. 410 disables the endpoint; so does the end of a delivery when nothing has succeeded
-- since before its first try.
create function events.note_try(p_id uuid, p_delivered boolean, p_status int, p_error text, p_answer text, p_ms int, p_retry_s double precision)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    done public.webhook_deliveries;
begin
    update public.webhook_deliveries d
    set attempts = d.attempts + 1, last_at = app.now(), last_status = p_status, last_error = left(p_error, 200),
        last_answer = left(p_answer, 1000), last_ms = p_ms,
        status = case when p_delivered then 'delivered' when p_retry_s is null then 'failed' else 'pending' end,
        delivered_at = case when p_delivered then app.now() end,
        next_at = case when not p_delivered then app.now() + make_interval(secs => p_retry_s) end
    where d.agency_id = app.agency_id() and d.id = p_id
    returning * into done;
    if p_delivered then
        update public.webhook_endpoints e set failing_since = null
        where e.agency_id = done.agency_id and e.id = done.endpoint_id and e.failing_since is not null;
        return;
    end if;
    update public.webhook_endpoints e set failing_since = app.now()
    where e.agency_id = done.agency_id and e.id = done.endpoint_id and e.failing_since is null;
    if done.status = 'failed' and done.type <> 'webhook.test' then
        update public.webhook_endpoints e set enabled = false, disabled_reason = case when p_status = 410 then 'gone' else 'failing' end
        where e.agency_id = done.agency_id and e.id = done.endpoint_id and e.enabled
          and (p_status = 410 or done.attempts >= 10 and e.failing_since <= app.now() - interval '3 days');
    end if;
end
$$;

-- Contract: for stagefy_jobs, daily: forgets deliveries after p_days. Answers how many.
create function events.forget_deliveries(p_days int) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone bigint;
begin
    delete from public.webhook_deliveries d where d.created_at < app.now() - make_interval(days => p_days) and d.status <> 'pending';
    get diagnostics gone = row_count;
    return gone;
end
$$;

grant execute on function events.make_endpoint(uuid, text, text, text[], text), events.rotate_secret(uuid, text, int), events.test_endpoint(uuid),
    events.remove_endpoint(uuid), events.replay_delivery(uuid), events.replay(jsonb, uuid, timestamptz, timestamptz, boolean) to stagefy_api;
grant execute on function events.delivery(uuid), events.note_try(uuid, boolean, int, text, text, int, double precision),
    events.forget_deliveries(int) to stagefy_jobs;

reset role;

commit;

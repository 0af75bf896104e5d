-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

-- Contract: called by events.deliver in its transaction: a delivery for each of these changes and each enabled endpoint that
-- asks for it. Made once: a change that is seen again makes none.
create or replace function internal.fan_out(p_types jsonb, p_agency uuid, p_endpoint uuid, p_after xid8, p_after_seq bigint, p_last xid8, p_last_seq bigint,
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
        where (p_agency is null or c.agency_id = p_agency)
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

-- Contract: for stagefy_jobs alone: the next p_most changes for p_place, by the names that p_types gives them (event_types()
-- in serve/event.c). Answers one row for each channel of the stream that has something to be told:
--   message  {"events": [{"type", "id"}, …]}, or {"all": true} when those would be too many
--   NULL     whoever listens is to come in anew: what they may read has changed
-- Channels: <agency>.admins hears everything, <agency>.team what those who read every record may hear, <agency>.<user>
-- what is the user's own. No row: nothing is new, or another process is at it. Whoever calls it tells, and then commits,
-- so that what was not told is told again by the next.
create or replace function events.relay(p_place text, p_types jsonb, p_most int) returns table (channel text, message text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    part record := internal.move_on(p_place, p_most);
begin
    if part.xid is null then
        return;
    end if;
    return query
    with news as (
        select c.* from internal.changes c
        where (c.xid, c.seq) > (part.after_xid, part.after_seq) and (c.xid, c.seq) <= (part.xid, part.seq)
    ), told as (
        select n.agency_id, n.owner_id, n.diff #>> '{owner_id,0}' as owner_before, n.admin_only, t.type, n.row_id
        from news n
        join jsonb_to_recordset(p_types) as t (type text, table_name text, actions text[], status text)
          on t.table_name = n.table_name and n.action = any(t.actions)
         and (t.status is null or t.status = case when n.action = 'created' then n.diff ->> 'status' else n.diff -> 'status' ->> 1 end)
        where n.agency_id is not null
    ), heard as (
        select distinct t.agency_id || '.' || a.audience as channel, t.type, t.row_id
        from told t cross join lateral (values ('admins', true), ('team', not t.admin_only),
                                               (t.owner_id::text, t.owner_id is not null and not t.admin_only),
                                               (t.owner_before, t.owner_before is not null and not t.admin_only)) a (audience, hears)
        where a.hears
    ), turned as (
        -- whose rights are others now
        select m.agency_id, m.user_id from news n join public.memberships m on m.agency_id = n.agency_id and m.id = n.row_id
        where n.table_name = 'memberships' and n.action = 'updated' and n.diff ?| array['role', 'left_at']
        union
        select m.agency_id, m.user_id from news n join public.memberships m on m.agency_id = n.agency_id
        where n.table_name = 'agencies' and n.diff ? 'record_visibility' and n.action = 'updated'
        union
        select m.agency_id, m.user_id from news n join public.memberships m on m.user_id = n.row_id
        where n.table_name = 'users' and n.action = 'updated' and n.diff ?| array['role', 'is_active']
    )
    select h.channel,
           case when count(*) > 100 then '{"all":true}'
                else jsonb_build_object('events', jsonb_agg(jsonb_build_object('type', h.type, 'id', h.row_id) order by h.type, h.row_id))::text end
    from heard h group by h.channel
    union all
    select t.agency_id || '.' || a.audience, null
    from turned t cross join lateral (values ('admins'), ('team'), (t.user_id::text)) a (audience)
    group by 1;
end
$$;

-- Contract: uses a ticket up; public, since the ticket is the credential. Answers the channel that its holder may listen to
-- (events.relay has their names), NULL when there is no such ticket or its holder may no longer come in.
create or replace function events.use_ticket(p_digest bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    ticket internal.event_tickets;
    door internal.entrances;
begin
    delete from internal.event_tickets t where t.digest = p_digest returning * into ticket;
    if ticket.digest is null or ticket.expires_at <= app.now() then
        return null;
    end if;
    select * into door from internal.entrances e where e.user_id = ticket.user_id and e.agency_id = ticket.agency_id;
    if door.role in ('admin', 'owner')
       or door.user_id is null and exists (select from public.users u where u.id = ticket.user_id and u.role = 'admin' and u.is_active) then
        return ticket.agency_id || '.admins';
    end if;
    return ticket.agency_id || case door.reads when 'all' then '.team' when 'own' then '.' || ticket.user_id end;
end
$$;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Nothing is told where nobody listens: most agencies have no dashboard open most of the time, and a message costs nginx and the
-- relay as much whether or not somebody hears it.
begin;

create table internal.stream_listeners (
    agency_id uuid not null references public.agencies (id) on delete cascade,
    channel text not null,
    until timestamptz not null,
    primary key (agency_id, channel)
);
comment on table internal.stream_listeners is 'channels that somebody came to listen to, until when at most';
grant select, insert, update, delete on internal.stream_listeners to stagefy_definer;

-- Whoever listens already came before this was written down.
insert into internal.stream_listeners (agency_id, channel, until)
select a.id, a.id || '.' || c.audience, app.now() + interval '2 hours'
from public.agencies a cross join (values ('admins'), ('team')) c (audience)
union all
select m.agency_id, m.agency_id || '.' || m.user_id || c.kind, app.now() + interval '2 hours'
from public.memberships m cross join (values (''), ('.personal')) c (kind)
where m.left_at is null;

set role stagefy_definer;

-- Contract: somebody comes to listen to these channels, split by commas. nginx sends listeners away after an hour
-- (nchan_subscriber_timeout), and who comes anew is written down anew; the second hour is for clocks and slow ends.
create function internal.note_listener(p_agency uuid, p_channels text) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    delete from internal.stream_listeners l where l.agency_id = p_agency and l.until <= app.now();
    insert into internal.stream_listeners (agency_id, channel, until)
    select p_agency, c.channel, app.now() + interval '2 hours' from string_to_table(p_channels, ',') c (channel)
    on conflict (agency_id, channel) do update set until = excluded.until;
end
$$;

-- Contract: uses a ticket up; public, since the ticket is the credential. Answers the channels that its holder may listen to
-- (events.relay has their names), split by commas; NULL when there is no such ticket or its holder may no longer come in.
create or replace function events.use_ticket(p_digest bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    ticket internal.event_tickets;
    door internal.entrances;
    channels text;
begin
    delete from internal.event_tickets t where t.digest = p_digest returning * into ticket;
    if ticket.digest is null or ticket.expires_at <= app.now() then
        return null;
    end if;
    select * into door from internal.entrances e where e.user_id = ticket.user_id and e.agency_id = ticket.agency_id;
    if door.user_id is null and exists (select from public.users u where u.id = ticket.user_id and u.role = 'admin' and u.is_active) then
        channels := ticket.agency_id || '.admins';
    else
        channels := ticket.agency_id || case when door.role in ('admin', 'owner') then '.admins' when door.reads = 'all' then '.team'
                                             when door.reads = 'own' then '.' || ticket.user_id end
            || ',' || ticket.agency_id || '.' || ticket.user_id || '.personal';
    end if;
    if channels is not null then
        perform internal.note_listener(ticket.agency_id, channels);
    end if;
    return channels;
end
$$;

-- Contract: for stagefy_jobs alone: the next p_most changes for p_place, by the names that p_types gives them (event_types()
-- in serve/event.c). Answers one row for each channel of the stream that has something to be told and somebody to hear it:
--   message  {"events": [{"type", "id"}, …]}, or {"all": true} when those would be too many
--   NULL     whoever listens is to come in anew: what they may read has changed
-- Channels: <agency>.admins hears everything but what is personal, <agency>.team what those who read every record may hear,
-- <agency>.<user> what is the user's own or shared with them, <agency>.<user>.personal what is nobody else's. No row: nothing is new, or another
-- process is at it. Whoever calls it tells, and then commits, so that what was not told is told again by the next.
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
        select n.agency_id, n.owner_id, n.diff #>> '{owner_id,0}' as owner_before, n.shared_with, n.admin_only, n.personal, t.type, n.row_id
        from news n
        join jsonb_to_recordset(p_types) as t (type text, table_name text, actions text[], status text)
          on t.table_name = n.table_name and n.action = any(t.actions)
         and (t.status is null or t.status = case when n.action = 'created' then n.diff ->> 'status' else n.diff -> 'status' ->> 1 end)
        where exists (select from internal.stream_listeners l where l.agency_id = n.agency_id and l.until > app.now())
    ), heard as (
        select distinct t.agency_id, t.agency_id || '.' || a.audience as channel, t.type, t.row_id
        from told t cross join lateral (values ('admins', not t.personal), ('team', not t.admin_only and not t.personal),
                                               (t.owner_id::text, not t.admin_only and not t.personal),
                                               (t.owner_before, not t.admin_only and not t.personal),
                                               (t.owner_id || '.personal', t.personal)
                                       union all select w.id::text, not t.admin_only and not t.personal from unnest(t.shared_with) w (id)) a (audience, hears)
        where a.hears and a.audience is not null
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
    ), said as (
        select h.agency_id, h.channel,
               case when count(*) > 100 then '{"all":true}'
                    else jsonb_build_object('events', jsonb_agg(jsonb_build_object('type', h.type, 'id', h.row_id) order by h.type, h.row_id))::text end as message
        from heard h
        where exists (select from internal.stream_listeners l where l.agency_id = h.agency_id and l.channel = h.channel and l.until > app.now())
        group by h.agency_id, h.channel
        union all
        select distinct t.agency_id, l.channel, null
        from turned t cross join lateral (values ('admins'), ('team'), (t.user_id::text)) a (audience)
        join internal.stream_listeners l on l.agency_id = t.agency_id and l.channel = t.agency_id || '.' || a.audience and l.until > app.now()
    )
    select s.channel, s.message from said s;
end
$$;

reset role;

commit;

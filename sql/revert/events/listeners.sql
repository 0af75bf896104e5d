-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

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
    if door.user_id is null and exists (select from public.users u where u.id = ticket.user_id and u.role = 'admin' and u.is_active) then
        return ticket.agency_id || '.admins';
    end if;
    return ticket.agency_id || case when door.role in ('admin', 'owner') then '.admins' when door.reads = 'all' then '.team'
                                    when door.reads = 'own' then '.' || ticket.user_id end
        || ',' || ticket.agency_id || '.' || ticket.user_id || '.personal';
end
$$;

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
        where n.agency_id is not null
    ), heard as (
        select distinct t.agency_id || '.' || a.audience as channel, t.type, t.row_id
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

drop function internal.note_listener(uuid, text);

reset role;

drop table internal.stream_listeners;

commit;

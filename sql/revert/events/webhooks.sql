-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
create or replace function events.relay(p_types jsonb, p_most int) returns table (channel text, message text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    place internal.event_relay;
    last record;
begin
    if not pg_try_advisory_xact_lock(hashtext('stagefy'), hashtext('events.relay')) then
        return;
    end if;
    select * into place from internal.event_relay;
    select c.xid, c.seq into last
    from (select i.xid, i.seq from internal.changes i
          where (i.xid, i.seq) > (place.xid, place.seq) and i.xid < pg_snapshot_xmin(pg_current_snapshot())
          order by i.xid, i.seq limit p_most) c
    order by c.xid desc, c.seq desc limit 1;
    if last.xid is null then
        return;
    end if;
    update internal.event_relay r set xid = last.xid, seq = last.seq;

    return query
    with news as (
        select c.* from internal.changes c
        where (c.xid, c.seq) > (place.xid, place.seq) and (c.xid, c.seq) <= (last.xid, last.seq)
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
drop function events.forget_deliveries(int);
drop function events.note_try(uuid, boolean, int, text, text, int, double precision);
drop function events.delivery(uuid);
drop function events.replay(jsonb, uuid, timestamptz, timestamptz, boolean);
drop function events.replay_delivery(uuid);
drop function events.test_endpoint(uuid);
drop function internal.fan_out(jsonb, uuid, uuid, xid8, bigint, xid8, bigint, timestamptz, timestamptz);
drop function internal.enqueue_delivery(uuid, uuid);
drop function internal.event_body(uuid, text, timestamptz, uuid, uuid, uuid, text, jsonb);
drop function events.remove_endpoint(uuid);
drop function events.rotate_secret(uuid, text, int);
drop function events.make_endpoint(uuid, text, text, text[], text);
drop function internal.need_webhook_manager();
reset role;
drop table public.webhook_deliveries;
drop table public.webhook_endpoints;
set role stagefy_definer;
drop function internal.forgive_endpoint();
reset role;
drop domain public.webhook_delivery_status;
commit;

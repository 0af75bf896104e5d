-- SPDX-License-Identifier: Apache-2.0
begin;
drop function events.id_of(bigint, text);
drop schema events;
drop view public.events;
create view public.events with (security_invoker = true) as
    select c.xid, c.seq, c.agency_id, c.table_name || '.' || case c.action when 'restored' then 'updated' else c.action end as type,
           c.table_name, c.row_id, c.actor_id, c.request_id, c.at as created_at
    from internal.changes c
    where c.agency_id = app.agency_id() and c.xid < pg_snapshot_xmin(pg_current_snapshot());
comment on view public.events is 'what moved in the agency, for whoever may read the record';
grant select on public.events to stagefy_api, stagefy_read;
commit;

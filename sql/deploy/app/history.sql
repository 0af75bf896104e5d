-- SPDX-License-Identifier: Apache-2.0
-- internal.changes as clients may see it. security_invoker: the policies of that table decide which rows.
begin;

create view public.audit_log with (security_invoker = true) as
    select c.seq as id, c.at as created_at, c.agency_id, c.actor_id, c.actor_role, c.action, c.table_name, c.row_id, c.diff,
           c.request_id, c.address
    from internal.changes c
    where c.agency_id = app.agency_id() and app.writes_all();
comment on view public.audit_log is 'who changed what in the agency, for its admins and owners and for platform admins';

create view public.admin_audit_log with (security_invoker = true) as
    select c.seq as id, c.actor_id as admin_user_id, c.action, c.table_name as resource_type, c.row_id as resource_id,
           c.agency_id,
           case when c.action <> 'created' then (select jsonb_object_agg(key, value -> 0) from jsonb_each(c.diff)) end as old_values,
           case when c.action = 'created' then c.diff else (select jsonb_object_agg(key, value -> 1) from jsonb_each(c.diff)) end as new_values,
           c.address as ip_address, c.at as created_at
    from internal.changes c
    where c.actor_role = 'platform' and app.role() = 'platform';
comment on view public.admin_audit_log is 'what platform admins did, for platform admins';

-- The feed. (xid, seq) is the cursor. A transaction shows up once no older one is still running, so that nothing appears
-- behind a cursor.
create view public.events with (security_invoker = true) as
    select c.xid, c.seq, c.agency_id, c.table_name || '.' || case c.action when 'restored' then 'updated' else c.action end as type,
           c.table_name, c.row_id, c.actor_id, c.request_id, c.at as created_at
    from internal.changes c
    where c.agency_id = app.agency_id() and c.xid < pg_snapshot_xmin(pg_current_snapshot());
comment on view public.events is 'what moved in the agency, for whoever may read the record';

do $$
declare
    stranger text;
begin
    for stranger in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on public.audit_log, public.admin_audit_log, public.events from %I', stranger);
    end loop;
end
$$;
grant select on public.audit_log, public.admin_audit_log, public.events to stagefy_api, stagefy_read;

commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop view public.admin_audit_log;
create view public.admin_audit_log with (security_invoker = true) as
    select c.seq as id, c.actor_id as admin_user_id, c.action, c.table_name as resource_type, c.row_id as resource_id,
           c.agency_id,
           case when c.action <> 'created' then (select jsonb_object_agg(key, value -> 0) from jsonb_each(c.diff)) end as old_values,
           case when c.action = 'created' then c.diff else (select jsonb_object_agg(key, value -> 1) from jsonb_each(c.diff)) end as new_values,
           c.address as ip_address, c.at as created_at
    from internal.changes c
    where c.actor_role = 'platform' and app.role() = 'platform';
comment on view public.admin_audit_log is 'what platform admins did, for platform admins';
do $$
declare
    stranger text;
begin
    for stranger in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on public.admin_audit_log from %I', stranger);
    end loop;
end
$$;
grant select on public.admin_audit_log to stagefy_api, stagefy_read;
set role stagefy_definer;
drop function app.give_reason(text);
drop function internal.need_platform();
alter table internal.changes drop column reason;
commit;

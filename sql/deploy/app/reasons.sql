-- SPDX-License-Identifier: Apache-2.0
-- Platform admins say why. It stands with each change that their request makes.
begin;

set role stagefy_definer;

alter table internal.changes add column reason text default nullif(current_setting('app.reason', true), '');
comment on column internal.changes.reason is 'what a platform admin said when the change was asked for: app.give_reason';

-- Contract: returns for platform admins; raises SF403 for everybody else.
create function internal.need_platform() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if app.role() is distinct from 'platform' then
        perform app.fail('SF403', 'platform admins alone', '{"needs": "platform"}');
    end if;
end
$$;

-- Contract: why the caller does what the rest of this transaction does.
create function app.give_reason(p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_platform();
    perform set_config('app.reason', p_reason, true);
end
$$;
grant execute on function app.give_reason(text) to stagefy_api;

reset role;

create or replace view public.admin_audit_log with (security_invoker = true) as
    select c.seq as id, c.actor_id as admin_user_id, c.action, c.table_name as resource_type, c.row_id as resource_id,
           c.agency_id,
           case when c.action <> 'created' then (select jsonb_object_agg(key, value -> 0) from jsonb_each(c.diff)) end as old_values,
           case when c.action = 'created' then c.diff else (select jsonb_object_agg(key, value -> 1) from jsonb_each(c.diff)) end as new_values,
           c.address as ip_address, c.at as created_at, c.reason
    from internal.changes c
    where c.actor_role = 'platform' and app.role() = 'platform';

commit;

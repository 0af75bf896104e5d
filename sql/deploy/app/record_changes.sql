-- SPDX-License-Identifier: Apache-2.0
-- Who changed a record, for everybody who may read it: internal.changes without what it held before and after.
begin;

create view public.record_changes with (security_invoker = true) as
    select c.xid, c.seq, c.at, c.agency_id, c.table_name, c.row_id, c.action,
           case when c.action = 'updated' then array(select k from jsonb_object_keys(c.diff) k order by k) else '{}' end as fields,
           c.actor_id, m.display_name as actor_name, c.key_id
    from internal.changes c
    left join public.memberships m on m.agency_id = c.agency_id and m.user_id = c.actor_id
    where c.agency_id = app.agency_id();
comment on view public.record_changes is 'who changed which fields of a record, when, and by which key';

do $$
declare
    stranger text;
begin
    for stranger in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on public.record_changes from %I', stranger);
    end loop;
end
$$;
grant select on public.record_changes to stagefy_api, stagefy_read;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Changes that belong together, such as those of a bulk change or an import: what happened to all of its records, and what
-- each held before, can be asked for by one id.
begin;

-- What the changes of this transaction belong to; NULL: each stands alone.
create function app.batch_id() returns uuid language sql stable parallel safe as $$
    select nullif(current_setting('app.batch_id', true), '')::uuid
$$;

-- Contract: from now on to the end of the transaction, changes are of batch p_batch. A batch may have many transactions.
create function app.begin_batch(p_batch uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    perform set_config('app.batch_id', p_batch::text, true);
end
$$;
grant execute on function app.batch_id(), app.begin_batch(uuid) to stagefy_definer, stagefy_api, stagefy_jobs;

set role stagefy_definer;

alter table internal.changes add column batch_id uuid;
comment on column internal.changes.batch_id is 'the bulk change, import or undoing that it is part of; NULL: none';
-- Most changes are of none and cost nothing here.
create index changes_batch on internal.changes (agency_id, batch_id, table_name, row_id, seq) where batch_id is not null;

-- After insert, update or delete, for each row. Arguments: 'records' (who may read the row may read its changes), 'settings'
-- (admins and owners only) or 'personal' (user_id alone), then the columns that must never be written down. A row whose column
-- private is true is its author's (author_id) alone.
-- Definer, because whoever changes a row must not be able to write here otherwise.
create or replace function internal.record_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    -- bookkeeping says nothing that the change row does not say itself
    left_out text[] := tg_argv[1:] || array['version', 'created_at', 'updated_at'];
    before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - left_out end;
    after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - left_out end;
    row_now jsonb := coalesce(after, before);
    private boolean := coalesce((row_now ->> 'private')::boolean, false);
    difference jsonb;
begin
    if tg_op = 'UPDATE' then
        select jsonb_object_agg(a.key, jsonb_build_array(before -> a.key, a.value)) into difference
        from jsonb_each(after) a where a.value is distinct from before -> a.key;
        if difference is null then
            return null;
        end if;
    elsif tg_op = 'INSERT' then
        difference := jsonb_strip_nulls(after - array['id', 'agency_id']);
    else
        select jsonb_object_agg(b.key, jsonb_build_array(b.value, null)) into difference
        from jsonb_each(before - array['id', 'agency_id']) b where b.value <> 'null';
    end if;

    insert into internal.changes (agency_id, table_name, row_id, action, owner_id, admin_only, personal,
                                  actor_id, key_id, actor_role, request_id, batch_id, address, diff)
    values (case when tg_table_name = 'agencies' then row_now ->> 'id' else row_now ->> 'agency_id' end::uuid,
            tg_table_name, (row_now ->> 'id')::uuid,
            case when tg_op = 'INSERT' then 'created'
                 when tg_op = 'DELETE' or difference #> '{deleted_at,0}' = 'null' then 'deleted'
                 when difference ? 'deleted_at' and after ->> 'deleted_at' is null then 'restored'
                 else 'updated' end,
            (row_now ->> case when tg_argv[0] = 'personal' then 'user_id' when private then 'author_id' else 'owner_id' end)::uuid,
            tg_argv[0] = 'settings', tg_argv[0] = 'personal' or private,
            app.user_id(), app.key_id(), app.role(), app.request_id(), app.batch_id(), app.address(), coalesce(difference, '{}'));
    return null;
end
$$;

reset role;

-- Which record held what, when: for whoever may read its changes.
create view public.record_history with (security_invoker = true) as
    select c.seq, c.at, c.agency_id, c.table_name, c.row_id, c.action, c.diff, c.actor_id, m.display_name as actor_name, c.key_id,
           c.request_id, c.batch_id
    from internal.changes c
    left join public.memberships m on m.agency_id = c.agency_id and m.user_id = c.actor_id
    where c.agency_id = app.agency_id();
comment on view public.record_history is 'what each change of a record wrote over what, and who made it';

do $$
declare
    stranger text;
begin
    for stranger in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on public.record_history from %I', stranger);
    end loop;
end
$$;
grant select on public.record_history to stagefy_api, stagefy_read;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What is new is written down at three quarters of the cost.
begin;

set role stagefy_definer;

-- After insert, update or delete, for each row. Arguments: 'records' (who may read the row may read its changes), 'settings'
-- (admins and owners only) or 'personal' (user_id alone), then the columns that must never be written down. A row whose column
-- private is true is its author's (author_id) alone.
-- Definer, because whoever changes a row must not be able to write here otherwise.
create or replace function internal.record_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    left_out text[];
    before jsonb;
    after jsonb;
    row_now jsonb;
    private boolean;
    difference jsonb;
begin
    -- By itself, since most of what is written down is new: one statement, and everything that is there is the difference.
    if tg_op = 'INSERT' then
        row_now := jsonb_strip_nulls(to_jsonb(new));
        insert into internal.changes (agency_id, table_name, row_id, action, owner_id, admin_only, personal,
                                      actor_id, key_id, actor_role, request_id, batch_id, address, diff)
        values (case when tg_table_name = 'agencies' then row_now ->> 'id' else row_now ->> 'agency_id' end::uuid,
                tg_table_name, (row_now ->> 'id')::uuid, 'created',
                (row_now ->> case when tg_argv[0] = 'personal' then 'user_id' when row_now @> '{"private": true}' then 'author_id' else 'owner_id' end)::uuid,
                tg_argv[0] = 'settings', tg_argv[0] = 'personal' or row_now @> '{"private": true}',
                app.user_id(), app.key_id(), app.role(), app.request_id(), app.batch_id(), app.address(),
                row_now - (tg_argv[1:] || array['id', 'agency_id', 'version', 'created_at', 'updated_at']));
        return null;
    end if;

    -- bookkeeping says nothing that the change row does not say itself
    left_out := tg_argv[1:] || array['version', 'created_at', 'updated_at'];
    before := to_jsonb(old) - left_out;
    after := case when tg_op = 'UPDATE' then to_jsonb(new) - left_out end;
    row_now := coalesce(after, before);
    private := coalesce((row_now ->> 'private')::boolean, false);
    if tg_op = 'UPDATE' then
        select jsonb_object_agg(a.key, jsonb_build_array(before -> a.key, a.value)) into difference
        from jsonb_each(after) a where a.value is distinct from before -> a.key;
        if difference is null then
            return null;
        end if;
    else
        select jsonb_object_agg(b.key, jsonb_build_array(b.value, null)) into difference
        from jsonb_each(before - array['id', 'agency_id']) b where b.value <> 'null';
    end if;

    insert into internal.changes (agency_id, table_name, row_id, action, owner_id, admin_only, personal,
                                  actor_id, key_id, actor_role, request_id, batch_id, address, diff)
    values (case when tg_table_name = 'agencies' then row_now ->> 'id' else row_now ->> 'agency_id' end::uuid,
            tg_table_name, (row_now ->> 'id')::uuid,
            case when tg_op = 'DELETE' or difference #> '{deleted_at,0}' = 'null' then 'deleted'
                 when difference ? 'deleted_at' and after ->> 'deleted_at' is null then 'restored'
                 else 'updated' end,
            (row_now ->> case when tg_argv[0] = 'personal' then 'user_id' when private then 'author_id' else 'owner_id' end)::uuid,
            tg_argv[0] = 'settings', tg_argv[0] = 'personal' or private,
            app.user_id(), app.key_id(), app.role(), app.request_id(), app.batch_id(), app.address(), coalesce(difference, '{}'));
    return null;
end
$$;

reset role;

commit;

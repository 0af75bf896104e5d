-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

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

commit;

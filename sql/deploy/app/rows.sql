-- SPDX-License-Identifier: Apache-2.0
-- What every row does by itself: its version, and the protection of its table.
begin;

-- Before update. Arguments: the server-owned columns, which never make an open form stale; 'definer:x' means that x is
-- one as long as a definer function writes it (the cover that comes with the first photo), and the client's own otherwise.
-- version grows by one when any other column changed, and whatever the statement wrote into version is ignored;
-- updated_at moves on every real change, so that a reader by (updated_at, id) sees counters and covers too.
create function app.touch_row() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    server_owned text[] := tg_argv;
    before jsonb := to_jsonb(old) - array['version', 'updated_at'];
    after jsonb := to_jsonb(new) - array['version', 'updated_at'];
begin
    if current_user = 'stagefy_definer' then
        server_owned := string_to_array(replace(array_to_string(tg_argv, ','), 'definer:', ''), ',');
    end if;
    new.version := old.version;
    new.updated_at := old.updated_at;
    if before is distinct from after then
        new.updated_at := app.now();
        if before - server_owned is distinct from after - server_owned then
            new.version := old.version + 1;
        end if;
    end if;
    return new;
end
$$;

-- Contract: called once by the change that makes a table. Enables and forces row-level security, takes away what a
-- Supabase-shaped database grants by default, and lets definer functions through by a policy of their own.
create procedure internal.protect(p_table regclass)
language plpgsql as $$
declare
    stranger text;
begin
    execute format('alter table %s enable row level security', p_table);
    execute format('alter table %s force row level security', p_table);
    execute format('revoke all on %s from public', p_table);
    for stranger in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on %s from %I', p_table, stranger);
    end loop;
    execute format('grant select, insert, update, delete on %s to stagefy_definer', p_table);
    execute format('create policy definer on %s to stagefy_definer using (true) with check (true)', p_table);
    execute format('comment on policy definer on %s is %L', p_table,
        'definer functions and data migrations (set role stagefy_definer): every row, since forced RLS binds the owner too');
end
$$;

-- Contract: for data migrations, right after their update or delete: refuses when nothing was changed, which under forced
-- row-level security is how a forgotten "set role stagefy_definer" looks. Usage:
--   with done as (update … returning 1) select internal.expect_rows(count(*), 'backfill of …') from done;
create function internal.expect_rows(p_rows bigint, p_what text) returns bigint
language plpgsql as $$
begin
    if coalesce(p_rows, 0) = 0 then
        raise exception '% changed no row', p_what using hint = 'set role stagefy_definer before a data migration';
    end if;
    return p_rows;
end
$$;
grant execute on function internal.expect_rows(bigint, text) to stagefy_definer;

commit;

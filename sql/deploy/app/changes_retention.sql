-- SPDX-License-Identifier: Apache-2.0
-- Changes are kept for as long as the operator says.
begin;

set role stagefy_definer;

-- Contract: for the operator's command and stagefy_jobs, daily or more often; drops the months of internal.changes that
-- ended p_days ago or earlier, and such rows of the rest. Answers how many months. A drop stops every writer, so it waits a
-- second at most for those that are at it, and leaves what it did not get for the next time.
create function app.drop_old_changes(p_days int) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '1s' as $$
declare
    kept_from timestamptz := app.now() - make_interval(days => p_days);
    month name;
    dropped int := 0;
begin
    delete from internal.changes_default d where d.at < kept_from;
    for month in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'internal.changes'::regclass and c.relname ~ '^changes_[0-9]{4}_[0-9]{2}$'
          and (to_timestamp(right(c.relname, 7), 'YYYY_MM')::timestamp + interval '1 month') at time zone 'utc' <= kept_from
        order by c.relname
    loop
        begin
            execute format('drop table internal.%I', month);
        exception when lock_not_available then
            exit;
        end;
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;

grant execute on function app.drop_old_changes(int) to stagefy_jobs, stagefy_owner;

reset role;

commit;

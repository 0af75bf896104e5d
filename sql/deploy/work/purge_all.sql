-- SPDX-License-Identifier: Apache-2.0
-- Whatever keeps its deleted records is purged, without a list of tables that a new one could be missing from.
begin;

set role stagefy_definer;

-- Contract: for stagefy_jobs, daily or more often: takes away records that were deleted longer ago than their agency keeps them,
-- p_most of each table at a time. Answers how many of each, as a JSON object. Files are the sweeper's.
create or replace function work.purge_deleted(p_most int) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    doomed name;
    gone bigint;
    counts jsonb := '{}';
begin
    -- what least points to first: what is left then hardly points to anything that goes. What others cannot be without stays,
    -- such as the stage of a deal
    for doomed in
        select c.relname from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'agency_id' and a.attnotnull
        join pg_attribute d on d.attrelid = c.oid and d.attname = 'deleted_at' and not d.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
          and not exists (select from pg_constraint k where k.contype = 'f' and k.confrelid = c.oid and k.confdeltype in ('a', 'r'))
        order by (select count(*) from pg_constraint k where k.contype = 'f' and k.confrelid = c.oid), c.relname
    loop
        execute format($q$
            delete from public.%I r using (
                select d.agency_id, d.id from public.%1$I d join public.agencies a on a.id = d.agency_id
                where d.deleted_at < app.now() - make_interval(days => a.deleted_keep_days)
                order by d.agency_id, d.id limit $1 for update of d skip locked) old
            where r.agency_id = old.agency_id and r.id = old.id$q$, doomed) using p_most;
        get diagnostics gone = row_count;
        counts := counts || jsonb_build_object(doomed, gone);
    end loop;
    return counts;
end
$$;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What was deleted goes for good after a while, and so do jobs that have ended.
begin;

alter table public.agencies add column deleted_keep_days int not null default 30 check (deleted_keep_days between 1 and 3650);
comment on column public.agencies.deleted_keep_days is 'how many days after its deletion a record can be restored';
grant update (deleted_keep_days) on public.agencies to stagefy_api;

set role stagefy_definer;

-- Contract: for stagefy_jobs, daily or more often: takes away records that were deleted longer ago than their agency keeps them,
-- p_most of each table at a time. Answers how many of each, as a JSON object. Files are the sweeper's.
create function work.purge_deleted(p_most int) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    doomed name;
    gone bigint;
    counts jsonb := '{}';
begin
    -- what points to others first: what is left then points to nothing that goes
    foreach doomed in array array['contact_emails', 'media_items', 'properties', 'contacts']::name[] loop
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

-- Contract: for stagefy_jobs and the operator's command; makes the partitions of the next three months and drops those of jobs
-- that ended p_days ago or earlier. Answers how many were dropped. As app.drop_old_changes, it waits a second at most.
create function work.drop_old_jobs(p_days int) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '1s' as $$
declare
    kept_from timestamptz := app.now() - make_interval(days => p_days);
    month name;
    dropped int := 0;
begin
    perform internal.make_job_partitions(3);
    delete from internal.jobs_ended_default d where d.ended_at < kept_from;
    for month in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'internal.jobs_ended'::regclass and c.relname ~ '^jobs_ended_[0-9]{4}_[0-9]{2}$'
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

grant execute on function work.purge_deleted(int) to stagefy_jobs;
grant execute on function work.drop_old_jobs(int) to stagefy_jobs, stagefy_owner;

reset role;

commit;

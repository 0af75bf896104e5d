-- SPDX-License-Identifier: Apache-2.0
-- Every change of every product table, once, in order: the source of audit_log, admin_audit_log and events.
begin;

set role stagefy_definer;

create sequence internal.changes_seq;

-- diff is {"column": [old, new]}, and of a row that was created {"column": value}, without NULLs. xid and seq are the cursor of the feed: readers see only transactions before every
-- running one, so nothing ever appears behind a cursor. agency_id is NULL for users and identities.
create table internal.changes (
    at timestamptz not null default app.now(),
    seq bigint not null default nextval('internal.changes_seq'),
    xid xid8 not null default pg_current_xact_id(),
    agency_id uuid,
    table_name text not null,
    row_id uuid not null,
    action text not null check (action in ('created', 'updated', 'deleted', 'restored')),
    owner_id uuid,
    admin_only boolean not null,
    actor_id uuid,
    actor_role text,
    request_id uuid,
    address inet,
    diff jsonb not null
) partition by range (at);

create index changes_feed on internal.changes (agency_id, xid, seq);
create index changes_history on internal.changes (agency_id, table_name, row_id, xid, seq);
create index changes_relay on internal.changes (xid, seq);
create index changes_by_platform on internal.changes (at desc, seq desc) where actor_role = 'platform';

-- Catches what no month is made for yet; empty as long as app.tidy runs.
create table internal.changes_default partition of internal.changes default;

alter table internal.changes enable row level security;
alter table internal.changes force row level security;
create policy definer on internal.changes to stagefy_definer using (true) with check (true);
comment on policy definer on internal.changes is 'the trigger writes, definer functions read: every row';
create policy read on internal.changes for select
    using (agency_id = app.agency_id()
           and (app.writes_all() or not admin_only and (app.reads_all() or owner_id = app.user_id())));
comment on policy read on internal.changes is
    'members: changes of the records they may read; admins and owners: also members, invitations and settings';
create policy read_platform on internal.changes for select
    using (app.role() = 'platform' and actor_role = 'platform');
comment on policy read_platform on internal.changes is 'platform admins: what platform admins did, in any agency';
-- The views name this table; without usage on the schema nobody else can.
grant select on internal.changes to stagefy_api, stagefy_read;

-- Contract: makes the partition of each month from this one to p_months ahead that is missing; answers how many it made.
-- Rows that a late call finds in the default partition move to their month.
create function internal.make_change_partitions(p_months int) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    this_month timestamp := date_trunc('month', app.now() at time zone 'utc');
    month timestamp;
    name text;
    made int := 0;
begin
    for month in select generate_series(this_month, this_month + make_interval(months => p_months), interval '1 month') loop
        name := 'changes_' || to_char(month, 'YYYY_MM');
        continue when to_regclass('internal.' || name) is not null;
        execute format('create table internal.%I (like internal.changes including defaults including constraints)', name);
        execute format('with late as (delete from internal.changes_default where at >= %1$L and at < %2$L returning *)
                        insert into internal.%3$I select * from late',
                       month at time zone 'utc', (month + interval '1 month') at time zone 'utc', name);
        execute format('alter table internal.changes attach partition internal.%I for values from (%L) to (%L)',
                       name, month at time zone 'utc', (month + interval '1 month') at time zone 'utc');
        made := made + 1;
    end loop;
    return made;
end
$$;
do $$ begin perform internal.make_change_partitions(3); end $$;

-- After insert, update or delete, for each row. Arguments: 'records' (who may read the row may read its changes) or
-- 'settings' (admins and owners only), then the columns that must never be written down.
-- Definer, because whoever changes a row must not be able to write here otherwise.
create function internal.record_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    -- bookkeeping says nothing that the change row does not say itself
    left_out text[] := tg_argv[1:] || array['version', 'created_at', 'updated_at'];
    before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - left_out end;
    after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - left_out end;
    row_now jsonb := coalesce(after, before);
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

    insert into internal.changes (agency_id, table_name, row_id, action, owner_id, admin_only,
                                  actor_id, actor_role, request_id, address, diff)
    values (case when tg_table_name = 'agencies' then row_now ->> 'id' else row_now ->> 'agency_id' end::uuid,
            tg_table_name, (row_now ->> 'id')::uuid,
            case when tg_op = 'INSERT' then 'created'
                 when tg_op = 'DELETE' or difference #> '{deleted_at,0}' = 'null' then 'deleted'
                 when difference ? 'deleted_at' and after ->> 'deleted_at' is null then 'restored'
                 else 'updated' end,
            (row_now ->> 'owner_id')::uuid, tg_argv[0] = 'settings',
            app.user_id(), app.role(), app.request_id(), app.address(), coalesce(difference, '{}'));
    return null;
end
$$;

-- checked when a trigger is made, and triggers are made by the owner
grant execute on function internal.record_change() to stagefy_owner;

reset role;

commit;

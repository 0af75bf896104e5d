-- SPDX-License-Identifier: Apache-2.0
-- Undoing a batch: whatever still is as the batch left it goes back to what it was, and what somebody has changed since stays.
-- Done by a job (src/bulk/undo.c), a step at a time, with the rights that whoever asked for it has.
begin;

create table internal.undos (
    agency_id uuid not null references public.agencies (id) on delete cascade,
    batch_id uuid not null,
    tables text[] not null check (cardinality(tables) > 0),
    at_table int not null default 1,
    after_id uuid not null default '00000000-0000-0000-0000-000000000000',
    records int not null,
    undone int not null default 0,
    changed int not null default 0,
    refused int not null default 0,
    left_rows jsonb not null default '[]',
    job uuid,
    asked_by uuid,
    created_at timestamptz not null default app.now(),
    ended_at timestamptz,
    primary key (agency_id, batch_id)
);
comment on column internal.undos.at_table is 'which of tables it is at; with after_id how far it has come, so that each record is seen once';
comment on column internal.undos.records is 'how many records the batch touched';
comment on column internal.undos.left_rows is '[{table, id, code, detail, fields}] of those that stay as they are, or in part: a hundred at most';
call internal.protect('internal.undos');

set role stagefy_definer;

-- Contract: asks for a job that undoes batch p_batch of the caller's agency, in this transaction; answers the job's id. p_tables:
-- whose records are undone, in this order; what follows a record by itself (its addresses, its parties) goes back with it. Who may
-- ask is the caller's to decide; each record is changed with the rights that they have. A job that was cancelled or failed goes
-- on where it was when asked for again. Raises SF409 when it has been undone.
create function app.ask_undo(p_batch uuid, p_tables text[]) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    undo internal.undos;
    ask uuid;
begin
    insert into internal.undos (agency_id, batch_id, tables, asked_by, records)
    select app.agency_id(), p_batch, p_tables, app.user_id(), count(distinct (c.table_name, c.row_id))
    from internal.changes c
    where c.agency_id = app.agency_id() and c.batch_id = p_batch and c.table_name = any (p_tables)
    on conflict (agency_id, batch_id) do update set asked_by = excluded.asked_by
    returning * into undo;
    if undo.ended_at is not null then
        perform app.fail('SF409', 'it has been undone already', '{"reason": "undone"}');
    end if;
    ask := work.enqueue('bulk.undo', jsonb_build_object('batch_id', p_batch), 'undo ' || p_batch);
    update internal.undos u set job = ask where u.agency_id = undo.agency_id and u.batch_id = p_batch;
    return ask;
end
$$;

-- Contract: how far the undoing of a batch of the caller's agency is; no row: nobody has asked for it.
create function app.undo_of(p_batch uuid)
returns table (records int, undone int, changed int, refused int, left_rows jsonb, job uuid, created_at timestamptz, ended_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query select u.records, u.undone, u.changed, u.refused, u.left_rows, u.job, u.created_at, u.ended_at
    from internal.undos u where u.agency_id = app.agency_id() and u.batch_id = p_batch;
end
$$;

-- Contract: of app.undo_step: where it is, locked; NULL: at its end.
create function app.undo_place(p_batch uuid, out table_name text, out after_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    select u.tables[u.at_table], u.after_id into table_name, after_id
    from internal.undos u where u.agency_id = app.agency_id() and u.batch_id = p_batch for update;
end
$$;

-- Contract: of app.undo_step: how a step has gone. p_after NULL: the table is done. Answers percent.
create function app.undo_note(p_batch uuid, p_after uuid, p_undone int, p_left jsonb) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    percent int;
begin
    update internal.undos u
    set undone = u.undone + p_undone,
        changed = u.changed + (select count(*) from jsonb_array_elements(p_left) l where l ->> 'code' = 'changed_since'),
        refused = u.refused + (select count(*) from jsonb_array_elements(p_left) l where l ->> 'code' <> 'changed_since'),
        left_rows = (select coalesce(jsonb_agg(l.value order by l.ordinality), '[]')
                     from jsonb_array_elements(u.left_rows || p_left) with ordinality l where l.ordinality <= 100),
        at_table = u.at_table + case when p_after is null then 1 else 0 end,
        after_id = coalesce(p_after, '00000000-0000-0000-0000-000000000000'),
        ended_at = case when p_after is null and u.at_table = cardinality(u.tables) then app.now() end
    where u.agency_id = app.agency_id() and u.batch_id = p_batch
    returning case when u.ended_at is not null or u.records = 0 then 100 else (u.undone + u.changed + u.refused) * 100 / u.records end into percent;
    return percent;
end
$$;

grant execute on function app.ask_undo(uuid, text[]), app.undo_of(uuid), app.undo_place(uuid), app.undo_note(uuid, uuid, int, jsonb)
    to stagefy_api;
grant execute on function app.undo_of(uuid) to stagefy_jobs;

reset role;

-- Contract: puts one record back to what it was before batch p_batch, as far as it still is what the batch made of it; as whoever
-- calls, under policies, rights to columns and triggers. Answers NULL when nothing of the batch is left in it, else {table, id,
-- code, detail, fields}: changed_since with the fields that keep what was written later, or why it was refused.
create function app.undo_record(p_batch uuid, p_table text, p_id uuid) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    created boolean;
    last bigint;
    was jsonb;
    became jsonb;
    present jsonb;
    back text[];
    kept text[];
    touched int;
    refusal jsonb := jsonb_build_object('table', p_table, 'id', p_id);
    code text;
    words text;
    more text;
begin
    with own as (
        select h.seq, h.action, h.diff from public.record_history h
        where h.agency_id = app.agency_id() and h.batch_id = p_batch and h.table_name = p_table and h.row_id = p_id
    ), fields as (
        select o.seq, d.key, d.value from own o cross join lateral jsonb_each(o.diff) d where o.action <> 'created'
    )
    select (select bool_or(o.action = 'created') from own o), (select max(o.seq) from own o),
           (select jsonb_object_agg(f.key, f.value -> 0) from (select distinct on (x.key) x.key, x.value from fields x order by x.key, x.seq) f),
           (select jsonb_object_agg(f.key, f.value -> 1) from (select distinct on (x.key) x.key, x.value from fields x order by x.key, x.seq desc) f)
    into created, last, was, became;
    begin
        -- locks it, and sees only what the caller may change
        execute format('select to_jsonb(t) from public.%I t where t.agency_id = $1 and t.id = $2 for no key update', p_table)
        into present using app.agency_id(), p_id;
        if present is null then
            return refusal || '{"code": "not_found", "detail": "is gone, or not yours to change"}';
        end if;
        if created then
            if present ->> 'deleted_at' is not null then
                return null;
            end if;
            select array_agg(distinct k order by k) into kept from public.record_history h cross join lateral jsonb_object_keys(h.diff) k
            where h.agency_id = app.agency_id() and h.table_name = p_table and h.row_id = p_id and h.seq > last
              and k in (select a.attname from pg_attribute a where a.attrelid = format('public.%I', p_table)::regclass
                        and has_column_privilege(a.attrelid, a.attnum, 'update'));
            if kept is not null then
                return refusal || jsonb_build_object('code', 'changed_since', 'detail', 'was made by it and changed since', 'fields', kept);
            end if;
            back := '{deleted_at}';
            was := jsonb_build_object('deleted_at', app.now());
        else
            -- what is the server's own follows by itself
            select array_agg(b.key order by b.key) filter (where present -> b.key = b.value),
                   array_agg(b.key order by b.key) filter (where present -> b.key <> b.value and present -> b.key <> was -> b.key)
            into back, kept
            from jsonb_each(became) b
            join pg_attribute a on a.attrelid = format('public.%I', p_table)::regclass and a.attname = b.key
            where has_column_privilege(a.attrelid, a.attnum, 'update') and was -> b.key <> b.value;
        end if;
        if back is not null then
            execute format('update public.%1$I t set (%2$s) = (select %3$s from jsonb_populate_record(null::public.%1$I, $3) o)
                            where t.agency_id = $1 and t.id = $2', p_table,
                           (select string_agg(quote_ident(f), ', ') from unnest(back) f), (select string_agg('o.' || quote_ident(f), ', ') from unnest(back) f))
            using app.agency_id(), p_id, was;
            get diagnostics touched = row_count;
            if touched = 0 then
                return refusal || '{"code": "forbidden", "detail": "is not yours to change"}';
            end if;
        end if;
    exception when others then
        get stacked diagnostics code = returned_sqlstate, words = message_text, more = pg_exception_detail;
        if code !~ '^(SF4|23|42501)' then
            raise;
        end if;
        return refusal || jsonb_build_object('code', case when code ~ '^SF' then coalesce(more::jsonb ->> 'code', 'refused') when code = '23505' then 'taken'
                                                          when code = '42501' then 'forbidden' else 'refused' end,
                                             'detail', case when code ~ '^SF' then words else 'a rule of the table stands against it' end);
    end;
    if kept is not null then
        return refusal || jsonb_build_object('code', 'changed_since', 'detail', 'was changed since', 'fields', kept);
    end if;
    return null;
end
$$;

-- Contract: one step of undoing batch p_batch: p_most records. Answers how far all is, in percent, and whether it is done.
create function app.undo_step(p_batch uuid, p_most int, out percent int, out done boolean)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    place record;
    records uuid[];
    undone int := 0;
    left_rows jsonb := '[]';
    one uuid;
    outcome jsonb;
begin
    select p.table_name, p.after_id into place from app.undo_place(p_batch) p;
    done := place.table_name is null;
    if done then
        percent := 100;
        return;
    end if;
    records := array(select distinct h.row_id from public.record_history h
                     where h.agency_id = app.agency_id() and h.batch_id = p_batch and h.table_name = place.table_name and h.row_id > place.after_id
                     order by h.row_id limit p_most);
    foreach one in array records loop
        outcome := app.undo_record(p_batch, place.table_name, one);
        if outcome is null then
            undone := undone + 1;
        else
            left_rows := left_rows || outcome;
        end if;
    end loop;
    percent := app.undo_note(p_batch, case when cardinality(records) = p_most then records[p_most] end, undone, left_rows);
    done := (app.undo_place(p_batch)).table_name is null;
end
$$;

grant execute on function app.undo_record(uuid, text, uuid), app.undo_step(uuid, int) to stagefy_api;

commit;

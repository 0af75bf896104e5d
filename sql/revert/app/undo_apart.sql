-- SPDX-License-Identifier: Apache-2.0
begin;
-- Contract: puts one record back to what it was before batch p_batch, as far as it still is what the batch made of it; as whoever
-- calls, under policies, rights to columns and triggers. Answers NULL when nothing of the batch is left in it, else {table, id,
-- code, detail, fields}: changed_since with the fields that keep what was written later, or why it was refused.
create or replace function app.undo_record(p_batch uuid, p_table text, p_id uuid) returns jsonb
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
create or replace function app.undo_step(p_batch uuid, p_most int, out percent int, out done boolean)
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

drop function app.undo_batch(uuid);
commit;

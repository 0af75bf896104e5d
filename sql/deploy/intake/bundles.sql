-- SPDX-License-Identifier: Apache-2.0
-- Bundles: files whose lines are records of several tables and name each other by external_ref. Their into_table is 'bundle'.
begin;

alter table public.imports add column tables jsonb not null default '[]';
comment on column public.imports.tables is 'of a bundle: [{table, row_count, new_count, changed_count, same_count, wrong_count}], in the order of the file; counts as in the columns of these names';
grant select (tables) on public.imports to stagefy_api, stagefy_jobs, stagefy_read;
create or replace trigger touch before update on public.imports
    for each row execute function app.touch_row('status', 'format', 'encoding', 'delimiter', 'has_header', 'decimal_mark', 'day_order',
        'columns', 'mapping', 'match_by', 'row_count', 'new_count', 'changed_count', 'same_count', 'wrong_count', 'problem', 'job_id',
        'undo_job_id', 'ended_at', 'storage_key', 'deleted_at', 'tables');
create or replace trigger changes after insert or update or delete on public.imports
    for each row execute function internal.record_change('records', 'storage_key', 'columns', 'mapping', 'row_count', 'new_count',
        'changed_count', 'same_count', 'wrong_count', 'problem', 'job_id', 'tables');

set role stagefy_definer;

alter table internal.import_rows add column row_table text;
comment on column internal.import_rows.row_table is 'of a bundle, whose cells are the line: the table that it names, or an empty text';
create index import_rows_table on internal.import_rows (agency_id, import_id, row_table, n) where row_table is not null;

-- What stands in a bundle, table by table: fifty at most, since a file may name whatever it likes. Outcomes are of the run, or of a preview.
create function internal.import_tables(p_agency uuid, p_import uuid, p_preview boolean) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select coalesce(jsonb_agg(jsonb_build_object('table', t.row_table, 'row_count', t.total, 'new_count', t.new, 'changed_count', t.changed,
                                                     'same_count', t.same, 'wrong_count', t.wrong) order by t.first), '[]')
        from (select r.row_table, min(r.n) as first, count(*) as total,
                     count(*) filter (where r.outcome = 'new' and (r.done or p_preview)) as new,
                     count(*) filter (where r.outcome = 'changed' and (r.done or p_preview)) as changed,
                     count(*) filter (where r.outcome = 'same' and (r.done or p_preview)) as same,
                     count(*) filter (where r.outcome = 'wrong' and (r.done or p_preview)) as wrong
              from internal.import_rows r
              where r.agency_id = p_agency and r.import_id = p_import and r.row_table is not null
              group by r.row_table order by min(r.n) limit 50) t);
end
$$;

-- Contract: for the analysis of a bundle: as put_rows, of its lines.
create function intake.put_lines(p_import uuid, p_first int, p_lines jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if p_first = 1 then
        delete from internal.import_rows r where r.agency_id = app.agency_id() and r.import_id = p_import;
    end if;
    insert into internal.import_rows (agency_id, import_id, n, cells, row_table)
    select app.agency_id(), p_import, p_first + e.ordinality::int - 1, e.value, left(coalesce(e.value ->> 'table', ''), 60)
    from jsonb_array_elements(p_lines) with ordinality e
    on conflict (agency_id, import_id, n) do update set cells = excluded.cells, row_table = excluded.row_table;
end
$$;

-- Contract: for preview and run of a bundle: as next_rows, of the lines of p_table; without one, of those that are of none of p_known.
create function intake.next_lines(p_import uuid, p_running boolean, p_table text, p_known text[], p_after int, p_most int)
returns table (n int, cells jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if p_table is not null then
        return query
        select r.n, r.cells from internal.import_rows r
        where r.agency_id = app.agency_id() and r.import_id = p_import and r.row_table = p_table and r.n > p_after and not (p_running and r.done)
        order by r.n limit p_most;
    else
        return query
        select r.n, r.cells from internal.import_rows r
        where r.agency_id = app.agency_id() and r.import_id = p_import and r.row_table <> all (p_known) and r.n > p_after
          and not (p_running and r.done)
        order by r.n limit p_most;
    end if;
end
$$;

-- Contract: for the jobs: how many rows of an import its run has done.
create function intake.rows_done(p_import uuid) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select count(*) from internal.import_rows r where r.agency_id = app.agency_id() and r.import_id = p_import and r.done);
end
$$;
grant execute on function intake.put_lines(uuid, int, jsonb), intake.next_lines(uuid, boolean, text, text[], int, int), intake.rows_done(uuid)
    to stagefy_jobs;

-- Contract: asks for the next step of an import: analyse (again, as p_settings says: encoding, delimiter, has_header), preview or
-- run (with p_settings: mapping, match_by, decimal_mark, day_order; what is not named stays). Answers the job. Raises as
-- internal.own_import; SF409 where the import is not ready for it: something is at it, it has run to its end, or has no mapping.
-- One that was cancelled or has failed is run on from where it was. A bundle has no mapping.
create or replace function intake.ask(p_import uuid, p_step text, p_settings jsonb) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    import public.imports := internal.own_import(p_import);
    begun boolean := exists (select from internal.import_rows r where r.agency_id = import.agency_id and r.import_id = import.id and r.done);
    job uuid;
begin
    if import.status in ('analysing', 'previewing', 'running') then
        perform app.fail('SF409', 'something is at it', jsonb_build_object('reason', 'busy'));
    elsif import.status = 'completed' or begun and p_step <> 'run' then
        perform app.fail('SF409', 'it has been run', jsonb_build_object('reason', 'done'));
    elsif p_step <> 'analyse' and import.row_count is null then
        perform app.fail('SF409', 'its file could not be read', jsonb_build_object('reason', 'unread'));
    end if;
    update public.imports i
    set status = case p_step when 'analyse' then 'analysing' when 'preview' then 'previewing' else 'running' end,
        encoding = case p_step when 'analyse' then p_settings ->> 'encoding' else i.encoding end,
        delimiter = case p_step when 'analyse' then p_settings ->> 'delimiter' else i.delimiter end,
        has_header = case p_step when 'analyse' then (p_settings ->> 'has_header')::boolean else i.has_header end,
        mapping = case when begun then i.mapping else coalesce(p_settings -> 'mapping', i.mapping) end,
        match_by = case when begun or not p_settings ? 'match_by' then i.match_by
                        else array(select jsonb_array_elements_text(p_settings -> 'match_by')) end,
        decimal_mark = case when begun then i.decimal_mark else coalesce(p_settings ->> 'decimal_mark', i.decimal_mark) end,
        day_order = case when begun then i.day_order else coalesce(p_settings ->> 'day_order', i.day_order) end,
        problem = null
    where i.agency_id = import.agency_id and i.id = import.id
    returning * into import;
    if p_step <> 'analyse' and import.into_table <> 'bundle' and jsonb_array_length(import.mapping) = 0 then
        perform app.fail('SF422', 'must name a field for a column at least', '{"pointer": "/mapping", "code": "required"}');
    end if;
    if p_step <> 'analyse' and import.into_table <> 'bundle' then
        insert into internal.import_mappings (agency_id, into_table, signature, mapping, match_by, decimal_mark, day_order)
        values (import.agency_id, import.into_table, internal.import_signature(import.columns), import.mapping, import.match_by,
                import.decimal_mark, import.day_order)
        on conflict (agency_id, into_table, signature) do update
        set mapping = excluded.mapping, match_by = excluded.match_by, decimal_mark = excluded.decimal_mark, day_order = excluded.day_order,
            updated_at = app.now();
    end if;
    job := work.enqueue('intake.' || p_step, jsonb_build_object('import_id', p_import), 'import ' || p_import);
    update public.imports i set job_id = job where i.agency_id = import.agency_id and i.id = import.id;
    return job;
end
$$;

-- Contract: the end of the analysis: what was found. p_found: format, encoding, delimiter, has_header, decimal_mark, day_order,
-- columns, mapping, match_by, row_count. What the agency chose for the same columns before goes before the guesses.
create or replace function intake.analysed(p_import uuid, p_found jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    known internal.import_mappings;
begin
    select m.* into known from internal.import_mappings m join public.imports i on i.agency_id = m.agency_id and i.into_table = m.into_table
    where i.agency_id = app.agency_id() and i.id = p_import and m.signature = internal.import_signature(p_found -> 'columns');
    update public.imports i
    set status = 'mapping', format = p_found ->> 'format', encoding = p_found ->> 'encoding', delimiter = p_found ->> 'delimiter',
        has_header = (p_found ->> 'has_header')::boolean,
        decimal_mark = coalesce(known.decimal_mark, p_found ->> 'decimal_mark'), day_order = coalesce(known.day_order, p_found ->> 'day_order'),
        columns = p_found -> 'columns', mapping = coalesce(known.mapping, p_found -> 'mapping'),
        match_by = coalesce(known.match_by, array(select jsonb_array_elements_text(p_found -> 'match_by'))),
        row_count = (p_found ->> 'row_count')::int, new_count = null, changed_count = null, same_count = null, wrong_count = null,
        tables = internal.import_tables(i.agency_id, i.id, false)
    where i.agency_id = app.agency_id() and i.id = p_import;
end
$$;

-- What an import comes to by its rows; of one that has none, nothing.
create or replace function internal.count_import(p_agency uuid, p_import uuid, p_status text, p_problem jsonb) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    update public.imports i
    set status = p_status, problem = p_problem, new_count = c.new, changed_count = c.changed, same_count = c.same, wrong_count = c.wrong,
        tables = internal.import_tables(p_agency, p_import, p_status = 'previewed'),
        ended_at = case when p_status in ('completed', 'cancelled', 'failed') then app.now() end
    from (select nullif(count(*), 0) * 0 + count(*) filter (where r.outcome = 'new') as new,
                 nullif(count(*), 0) * 0 + count(*) filter (where r.outcome = 'changed') as changed,
                 nullif(count(*), 0) * 0 + count(*) filter (where r.outcome = 'same') as same,
                 nullif(count(*), 0) * 0 + count(*) filter (where r.outcome = 'wrong') as wrong
          from internal.import_rows r
          where r.agency_id = p_agency and r.import_id = p_import and (r.done or p_status = 'previewed')) c
    where i.agency_id = p_agency and i.id = p_import;
end
$$;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;

-- Contract: asks for the next step of an import: analyse (again, as p_settings says: encoding, delimiter, has_header), preview or
-- run (with p_settings: mapping, match_by, decimal_mark, day_order; what is not named stays). Answers the job. Raises as
-- internal.own_import; SF409 where the import is not ready for it: something is at it, it has run to its end, or has no mapping.
-- One that was cancelled or has failed is run on from where it was.
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
    if p_step <> 'analyse' and jsonb_array_length(import.mapping) = 0 then
        perform app.fail('SF422', 'must name a field for a column at least', '{"pointer": "/mapping", "code": "required"}');
    end if;
    if p_step <> 'analyse' then
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
        row_count = (p_found ->> 'row_count')::int, new_count = null, changed_count = null, same_count = null, wrong_count = null
    where i.agency_id = app.agency_id() and i.id = p_import;
end
$$;

-- What an import comes to by its rows; of one that has none, nothing.
create or replace function internal.count_import(p_agency uuid, p_import uuid, p_status text, p_problem jsonb) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    update public.imports i
    set status = p_status, problem = p_problem, new_count = c.new, changed_count = c.changed, same_count = c.same, wrong_count = c.wrong,
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

drop function intake.rows_done(uuid), intake.next_lines(uuid, boolean, text, text[], int, int), intake.put_lines(uuid, int, jsonb),
    internal.import_tables(uuid, uuid, boolean);
drop index internal.import_rows_table;
alter table internal.import_rows drop column row_table;
reset role;
create or replace trigger touch before update on public.imports
    for each row execute function app.touch_row('status', 'format', 'encoding', 'delimiter', 'has_header', 'decimal_mark', 'day_order',
        'columns', 'mapping', 'match_by', 'row_count', 'new_count', 'changed_count', 'same_count', 'wrong_count', 'problem', 'job_id',
        'undo_job_id', 'ended_at', 'storage_key', 'deleted_at');
create or replace trigger changes after insert or update or delete on public.imports
    for each row execute function internal.record_change('records', 'storage_key', 'columns', 'mapping', 'row_count', 'new_count',
        'changed_count', 'same_count', 'wrong_count', 'problem', 'job_id');
alter table public.imports drop column tables;
commit;

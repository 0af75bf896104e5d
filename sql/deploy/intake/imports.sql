-- SPDX-License-Identifier: Apache-2.0
-- Files of other programs that become records: what is in them, how it was read, and what became of each row.
begin;

create schema intake;
grant usage on schema intake to stagefy_definer, stagefy_api, stagefy_jobs;
grant create on schema intake to stagefy_definer;

create domain public.import_status as text
    check (value in ('analysing', 'mapping', 'previewing', 'previewed', 'running', 'completed', 'cancelled', 'failed'));
create domain public.import_format as text check (value in ('csv', 'ndjson', 'vcard'));

create table public.imports (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    into_table text not null check (into_table ~ '^[a-z_]{1,60}$'),
    file_name text not null check (length(file_name) between 1 and 200),
    storage_key text,
    status public.import_status not null default 'analysing',
    format public.import_format,
    encoding text,
    delimiter text,
    has_header boolean,
    decimal_mark text check (decimal_mark in ('.', ',')),
    day_order text check (day_order in ('dmy', 'mdy', 'ymd')),
    columns jsonb not null default '[]',
    mapping jsonb not null default '[]',
    match_by text[] not null default '{}',
    row_count int,
    new_count int,
    changed_count int,
    same_count int,
    wrong_count int,
    problem jsonb,
    job_id uuid,
    undo_job_id uuid,
    ended_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint imports_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id)
);
comment on column public.imports.storage_key is 'of a file that was uploaded; NULL: it came in the request (internal.import_sources)';
comment on column public.imports.columns is '[{name, samples}]: what stands in the file, in its order; mapping and rows name them';
comment on column public.imports.mapping is '[{column, field}]: in this order values are put together where several columns have one field';
comment on column public.imports.match_by is 'fields by which a row is the same record as one that is there, the first that finds one counts';
comment on column public.imports.new_count is 'of the preview, and from completed, cancelled and failed on of the run';
comment on column public.imports.job_id is 'what is at it now, or was last';

create index imports_list on public.imports (agency_id, created_at desc, id desc);
create index imports_sync on public.imports (agency_id, updated_at, id);
create index imports_owner on public.imports (agency_id, owner_id, created_at desc, id desc);
create index imports_table on public.imports (agency_id, into_table, created_at desc, id desc);

call internal.protect('public.imports');
create policy read on public.imports for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.imports is 'members: all under team visibility, else their own; admins and owners: all';
create policy change on public.imports for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.imports is 'agents: their own, to put away; admins and owners: all. intake.begin makes them, intake.ask moves them on';

grant select (id, agency_id, owner_id, into_table, file_name, status, format, encoding, delimiter, has_header, decimal_mark, day_order,
              columns, mapping, match_by, row_count, new_count, changed_count, same_count, wrong_count, problem, job_id, undo_job_id, ended_at,
              version, created_at, updated_at, deleted_at) on public.imports to stagefy_api, stagefy_jobs, stagefy_read;
grant update (deleted_at) on public.imports to stagefy_api;

create trigger touch before update on public.imports
    for each row execute function app.touch_row('status', 'format', 'encoding', 'delimiter', 'has_header', 'decimal_mark', 'day_order',
        'columns', 'mapping', 'match_by', 'row_count', 'new_count', 'changed_count', 'same_count', 'wrong_count', 'problem', 'job_id',
        'undo_job_id', 'ended_at', 'storage_key', 'deleted_at');
create trigger changes after insert or update or delete on public.imports
    for each row execute function internal.record_change('records', 'storage_key', 'columns', 'mapping', 'row_count', 'new_count',
        'changed_count', 'same_count', 'wrong_count', 'problem', 'job_id');

-- What an agency chose for files with the same columns, and is asked first the next time.
create table internal.import_mappings (
    agency_id uuid not null references public.agencies (id) on delete cascade,
    into_table text not null,
    signature bytea not null check (length(signature) = 32),
    mapping jsonb not null,
    match_by text[] not null,
    decimal_mark text,
    day_order text,
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, into_table, signature)
);
comment on column internal.import_mappings.signature is 'SHA-256 of the columns'' names';

call internal.protect('internal.import_mappings');

grant references on public.imports to stagefy_definer;
set role stagefy_definer;

create table internal.import_sources (
    agency_id uuid not null,
    import_id uuid not null,
    content bytea not null,
    primary key (agency_id, import_id),
    constraint import_sources_import_id_fkey foreign key (agency_id, import_id) references public.imports (agency_id, id) on delete cascade
);

create table internal.import_rows (
    agency_id uuid not null,
    import_id uuid not null,
    n int not null,
    cells jsonb not null,
    outcome text check (outcome in ('new', 'changed', 'same', 'wrong')),
    done boolean not null default false,
    record_id uuid,
    reasons jsonb,
    primary key (agency_id, import_id, n),
    constraint import_rows_import_id_fkey foreign key (agency_id, import_id) references public.imports (agency_id, id) on delete cascade
);
comment on column internal.import_rows.n is 'which row of the file, from 1, its header and empty lines not counted';
comment on column internal.import_rows.cells is '{"index of the column": text, or texts, or [text, label] pairs}, without those that are empty';
comment on column internal.import_rows.done is 'the outcome is of the run, and not of a preview';
create index import_rows_outcome on internal.import_rows (agency_id, import_id, outcome, n);

do $$
declare
    one text;
begin
    foreach one in array array['import_sources', 'import_rows'] loop
        execute format('alter table internal.%I enable row level security', one);
        execute format('alter table internal.%I force row level security', one);
        execute format('create policy definer on internal.%I to stagefy_definer using (true) with check (true)', one);
        execute format('comment on policy definer on internal.%I is %L', one, 'functions of schema intake: every row');
    end loop;
end
$$;

create function internal.import_signature(p_columns jsonb) returns bytea
language sql immutable as $$
    select sha256(convert_to(coalesce(string_agg(c.value ->> 'name', e'\n' order by c.ordinality), ''), 'utf8'))
    from jsonb_array_elements(p_columns) with ordinality c
$$;

-- Contract: an import that the caller may move on, locked. Raises SF404, SF403.
create function internal.own_import(p_import uuid) returns public.imports
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    import public.imports;
begin
    select i.* into import from public.imports i
    where i.agency_id = app.agency_id() and i.id = p_import and i.deleted_at is null and (app.reads_all() or i.owner_id = app.user_id())
    for update;
    if import.id is null then
        perform app.fail('SF404', 'there is no such import');
    elsif not (coalesce(app.writes_all(), false) or coalesce(app.writes_own(), false) and import.owner_id = app.user_id()) then
        perform app.fail('SF403', 'this import is somebody else''s', '{"needs": "owner of the record, or admin"}');
    end if;
    return import;
end
$$;

-- Contract: an import of the caller's, and the job that looks into its file; answers the job. Either p_storage_key, an upload of
-- the caller's that was presigned and not committed, or p_content. p_settings: encoding, delimiter, has_header where they are not
-- to be guessed. Raises SF422 /storage_key for what is no such upload.
create function intake.begin(p_id uuid, p_table text, p_file_name text, p_storage_key text, p_content bytea, p_settings jsonb) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    job uuid;
begin
    if p_content is null and not exists (select from media.pending(array[p_storage_key]) u where u.media_id is null) then
        perform app.fail('SF422', 'is no upload of yours, or has expired', '{"pointer": "/storage_key", "code": "not_found"}');
    end if;
    insert into public.imports (id, agency_id, owner_id, into_table, file_name, storage_key, encoding, delimiter, has_header)
    values (p_id, app.agency_id(), app.user_id(), p_table, p_file_name, p_storage_key, p_settings ->> 'encoding', p_settings ->> 'delimiter',
            (p_settings ->> 'has_header')::boolean);
    if p_content is not null then
        insert into internal.import_sources (agency_id, import_id, content) values (app.agency_id(), p_id, p_content);
    end if;
    job := work.enqueue('intake.analyse', jsonb_build_object('import_id', p_id), 'import ' || p_id);
    update public.imports i set job_id = job where i.agency_id = app.agency_id() and i.id = p_id;
    return job;
end
$$;

-- Contract: asks for the next step of an import: analyse (again, as p_settings says: encoding, delimiter, has_header), preview or
-- run (with p_settings: mapping, match_by, decimal_mark, day_order; what is not named stays). Answers the job. Raises as
-- internal.own_import; SF409 where the import is not ready for it: something is at it, it has run to its end, or has no mapping.
-- One that was cancelled or has failed is run on from where it was.
create function intake.ask(p_import uuid, p_step text, p_settings jsonb) returns uuid
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

-- Contract: asks for a job that undoes what the import has done (app.ask_undo), of p_tables in this order; answers the job. Raises
-- as internal.own_import; SF409 while it runs, before it has run, and when it has been undone.
create function intake.undo(p_import uuid, p_tables text[]) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    import public.imports := internal.own_import(p_import);
    job uuid;
begin
    if import.status not in ('completed', 'cancelled', 'failed') then
        perform app.fail('SF409', 'it has not run, or runs still', jsonb_build_object('reason', 'busy'));
    end if;
    job := app.ask_undo(p_import, p_tables);
    update public.imports i set undo_job_id = job where i.agency_id = import.agency_id and i.id = import.id;
    return job;
end
$$;

-- Contract: rows of an import that the caller may read, of one outcome (NULL: any), behind row p_after, at most p_most.
create function intake.rows(p_import uuid, p_outcome text, p_after int, p_most int)
returns table (n int, outcome text, done boolean, record_id uuid, cells jsonb, reasons jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select r.n, r.outcome, r.done, r.record_id, r.cells, r.reasons
    from public.imports i join internal.import_rows r on r.agency_id = i.agency_id and r.import_id = i.id
    where i.agency_id = app.agency_id() and i.id = p_import and (app.reads_all() or i.owner_id = app.user_id())
      and (p_outcome is null or r.outcome = p_outcome) and r.n > p_after
    order by r.n limit p_most;
end
$$;

-- Contract: for the jobs: what an import is of. content is NULL for one with a storage_key.
create function intake.source(p_import uuid)
returns table (into_table text, file_name text, storage_key text, content bytea, encoding text, delimiter text, has_header boolean,
               decimal_mark text, day_order text, columns jsonb, mapping jsonb, match_by text[], row_count int, locale text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select i.into_table, i.file_name, i.storage_key, s.content, i.encoding, i.delimiter, i.has_header, i.decimal_mark, i.day_order,
           i.columns, i.mapping, i.match_by, i.row_count, a.locale::text
    from public.imports i join public.agencies a on a.id = i.agency_id
    left join internal.import_sources s on s.agency_id = i.agency_id and s.import_id = i.id
    where i.agency_id = app.agency_id() and i.id = p_import;
end
$$;

-- Contract: for the analysis: rows p_first, p_first + 1, … of the file. Those that are there from an attempt before are written anew;
-- with p_first 1 those behind them go.
create function intake.put_rows(p_import uuid, p_first int, p_rows jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if p_first = 1 then
        delete from internal.import_rows r where r.agency_id = app.agency_id() and r.import_id = p_import;
    end if;
    insert into internal.import_rows (agency_id, import_id, n, cells)
    select app.agency_id(), p_import, p_first + e.ordinality::int - 1, e.value from jsonb_array_elements(p_rows) with ordinality e
    on conflict (agency_id, import_id, n) do update set cells = excluded.cells;
end
$$;

-- Contract: the end of the analysis: what was found. p_found: format, encoding, delimiter, has_header, decimal_mark, day_order,
-- columns, mapping, match_by, row_count. What the agency chose for the same columns before goes before the guesses.
create function intake.analysed(p_import uuid, p_found jsonb) returns void
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

-- Contract: for preview and run: the next rows behind p_after; of a run those that are not done.
create function intake.next_rows(p_import uuid, p_running boolean, p_after int, p_most int) returns table (n int, cells jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select r.n, r.cells from internal.import_rows r
    where r.agency_id = app.agency_id() and r.import_id = p_import and r.n > p_after and not (p_running and r.done)
    order by r.n limit p_most;
end
$$;

-- Contract: what became of rows, or would: [{n, outcome, record_id, reasons}]; of a run in the transaction that did it.
create function intake.note_rows(p_import uuid, p_running boolean, p_rows jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update internal.import_rows r set outcome = e.outcome, done = p_running, record_id = e.record_id, reasons = e.reasons
    from jsonb_to_recordset(p_rows) e (n int, outcome text, record_id uuid, reasons jsonb)
    where r.agency_id = app.agency_id() and r.import_id = p_import and r.n = e.n;
end
$$;

-- What an import comes to by its rows; of one that has none, nothing.
create function internal.count_import(p_agency uuid, p_import uuid, p_status text, p_problem jsonb) returns void
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

-- Contract: the end of a preview or of a run.
create function intake.finish(p_import uuid, p_running boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.count_import(app.agency_id(), p_import, case when p_running then 'completed' else 'previewed' end, null);
    if p_running then
        delete from internal.import_sources s where s.agency_id = app.agency_id() and s.import_id = p_import;
    end if;
end
$$;

-- A job that was cancelled or has failed leaves its import where people can go on from.
create function internal.end_import_job() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.count_import(new.agency_id, (new.payload ->> 'import_id')::uuid,
        case when new.kind = 'intake.preview' then 'mapping' else new.status end, case new.status when 'failed' then new.error end);
    return null;
end
$$;
create trigger end_import after insert on internal.jobs_ended
    for each row when (new.kind in ('intake.analyse', 'intake.preview', 'intake.run') and new.status in ('cancelled', 'failed'))
    execute function internal.end_import_job();

-- Contract: for stagefy_jobs, daily: rows and sources of imports older than p_days go; the imports themselves stay, with their counts.
-- Answers of how many rows. p_most at a time.
create function intake.tidy(p_days int, p_most int) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone bigint;
begin
    delete from internal.import_sources s using public.imports i
    where i.agency_id = s.agency_id and i.id = s.import_id and i.created_at < app.now() - make_interval(days => p_days);
    delete from internal.import_rows r using (
        select o.agency_id, o.import_id, o.n from internal.import_rows o join public.imports i on i.agency_id = o.agency_id and i.id = o.import_id
        where i.created_at < app.now() - make_interval(days => p_days) limit p_most) old
    where r.agency_id = old.agency_id and r.import_id = old.import_id and r.n = old.n;
    get diagnostics gone = row_count;
    return gone;
end
$$;

grant execute on function intake.begin(uuid, text, text, text, bytea, jsonb), intake.ask(uuid, text, jsonb), intake.undo(uuid, text[]),
    intake.rows(uuid, text, int, int) to stagefy_api;
grant execute on function intake.note_rows(uuid, boolean, jsonb) to stagefy_api, stagefy_jobs;
grant execute on function intake.source(uuid), intake.put_rows(uuid, int, jsonb), intake.analysed(uuid, jsonb),
    intake.next_rows(uuid, boolean, int, int), intake.finish(uuid, boolean), intake.tidy(int, int) to stagefy_jobs;

reset role;
revoke references on public.imports from stagefy_definer;

-- Contract: p_words with those of p_more that it lacks, whatever their case.
create function intake.with_words(p_words text[], p_more text[]) returns text[]
language sql immutable as $$
    select p_words || array(select m.word from unnest(p_more) with ordinality m (word, n)
                            where not exists (select from unnest(p_words) w (word) where lower(w.word) = lower(m.word)) order by m.n)
$$;
grant execute on function intake.with_words(text[], text[]) to stagefy_api;

-- Files for an import come by the same way as photos, and are none.
alter table internal.uploads drop constraint uploads_purpose_check;
alter table internal.uploads add constraint uploads_purpose_check check (purpose in ('avatar', 'logo', 'template', 'import'));

commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
delete from internal.uploads where purpose = 'import';
reset role;
alter table internal.uploads drop constraint uploads_purpose_check;
alter table internal.uploads add constraint uploads_purpose_check check (purpose in ('avatar', 'logo', 'template'));
set role stagefy_definer;
drop trigger end_import on internal.jobs_ended;
drop function internal.end_import_job();
drop table internal.import_sources, internal.import_rows;
reset role;
drop table internal.import_mappings;
drop function intake.with_words(text[], text[]);
set role stagefy_definer;
drop function intake.begin(uuid, text, text, text, bytea, jsonb), intake.ask(uuid, text, jsonb), intake.undo(uuid, text[]),
    intake.rows(uuid, text, int, int), intake.source(uuid), intake.put_rows(uuid, int, jsonb), intake.analysed(uuid, jsonb),
    intake.next_rows(uuid, boolean, int, int), intake.note_rows(uuid, boolean, jsonb), intake.finish(uuid, boolean), intake.tidy(int, int),
    internal.own_import(uuid), internal.count_import(uuid, uuid, text, jsonb), internal.import_signature(jsonb);
reset role;
drop table public.imports;
drop domain public.import_status;
drop domain public.import_format;
drop schema intake;
commit;

-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, into_table, file_name, storage_key, status, format, columns, mapping, match_by, row_count, problem, job_id,
       undo_job_id, version, deleted_at
from public.imports where false;
select 1 / has_function_privilege('stagefy_api', 'intake.ask(uuid, text, jsonb)', 'execute')::int;
select 1 / has_function_privilege('stagefy_jobs', 'intake.finish(uuid, boolean)', 'execute')::int;
select 1 / (not has_column_privilege('stagefy_api', 'public.imports', 'storage_key', 'select'))::int;

-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, table_name, query, change, matched, changed, same, refused, refusals, job_id, place, ended_at, version
from public.bulk_changes where false;
select 1 / has_function_privilege('stagefy_api', 'app.undo_bulk(uuid)', 'execute')::int;

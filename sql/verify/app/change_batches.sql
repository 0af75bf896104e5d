-- SPDX-License-Identifier: Apache-2.0
select 1 / has_table_privilege('stagefy_api', 'public.record_history', 'select')::int;
select 1 / (prosrc like '%batch_id%')::int from pg_proc where oid = 'internal.record_change()'::regprocedure;

-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'app.undo_batch(uuid)', 'execute')::int;
select 1 / (prosrc like '%undo_batch%')::int from pg_proc where oid = 'app.undo_step(uuid, int)'::regprocedure;

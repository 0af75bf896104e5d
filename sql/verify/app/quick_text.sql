-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc like '%jsonb_path_query_array%')::int from pg_proc where oid = 'app.all_texts(jsonb)'::regprocedure;
select 1 / (prosrc like '%jsonb_path_exists%')::int from pg_proc where oid = 'app.merge_patch(jsonb, jsonb)'::regprocedure;

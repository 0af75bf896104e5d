-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc like '%author_id%')::int from pg_proc where oid = 'internal.record_change()'::regprocedure;

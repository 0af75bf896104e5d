-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc like '%jsonb_strip_nulls(to_jsonb(new))%')::int from pg_proc where oid = 'internal.record_change()'::regprocedure;

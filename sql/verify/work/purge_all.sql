-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc like '%pg_attribute%')::int from pg_proc where oid = 'work.purge_deleted(int)'::regprocedure;

-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc like '%internal.jobs%')::int from pg_proc where oid = 'agency.reset_sandbox()'::regprocedure;

-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc like '%app.reads%')::int from pg_proc where oid = 'agency.hand_over(uuid, uuid, uuid)'::regprocedure;

-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc ~ 'credit_transactions')::int from pg_proc where oid = 'agency.hand_over(uuid, uuid, uuid)'::regprocedure;

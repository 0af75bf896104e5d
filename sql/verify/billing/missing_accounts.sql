-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc like '%billing.open_account%')::int from pg_proc where oid = 'internal.lock_account(uuid)'::regprocedure;

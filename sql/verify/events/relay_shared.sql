-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc like '%shared_with%')::int from pg_proc where oid = 'events.relay(text, jsonb, int)'::regprocedure;

-- SPDX-License-Identifier: Apache-2.0
select 1 / (pg_get_functiondef('events.relay(text, jsonb, integer)'::regprocedure) ~ 'personal')::int;
select 1 / (pg_get_functiondef('events.use_ticket(bytea)'::regprocedure) ~ 'personal')::int;

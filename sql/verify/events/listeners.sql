-- SPDX-License-Identifier: Apache-2.0
select agency_id, channel, until from internal.stream_listeners where false;
select 1 / (prosrc like '%stream_listeners%')::int from pg_proc where oid = 'events.relay(text, jsonb, int)'::regprocedure;
select 1 / (prosrc like '%note_listener%')::int from pg_proc where oid = 'events.use_ticket(bytea)'::regprocedure;

-- SPDX-License-Identifier: Apache-2.0
select digest, agency_id, user_id, expires_at from internal.event_tickets where false;
select 1 / (has_function_privilege('stagefy_api', 'events.use_ticket(bytea)', 'execute')
            and not has_table_privilege('stagefy_api', 'internal.event_tickets', 'select'))::int;

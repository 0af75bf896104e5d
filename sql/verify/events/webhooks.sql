-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, created_by, url, description, events, enabled, disabled_reason, failing_since, secret_before_until from public.webhook_endpoints where false;
select id, agency_id, endpoint_id, event_id, type, body, status, attempts, next_at from public.webhook_deliveries where false;
select 1 / (not has_column_privilege('stagefy_api', 'public.webhook_endpoints', 'secret', 'select'))::int;
select 1 / (has_function_privilege('stagefy_jobs', 'events.delivery(uuid)', 'execute')
            and not has_function_privilege('stagefy_api', 'events.delivery(uuid)', 'execute'))::int;

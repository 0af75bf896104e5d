-- SPDX-License-Identifier: Apache-2.0
select id, provider, event_id, type, headers, body, checks, agency_id, state, note, waits_for, attempts, received_at, applied_at
from internal.webhook_events where false;
select 1 / (has_function_privilege('stagefy_api', 'inbox.take(uuid, text, text, text, jsonb, bytea, jsonb)', 'execute')
            and has_function_privilege('stagefy_api', 'inbox.keep_refused(uuid, text, text, jsonb, bytea, jsonb, text)', 'execute')
            and has_function_privilege('stagefy_api', 'inbox.list_events(text, text, uuid, int)', 'execute')
            and has_function_privilege('stagefy_api', 'inbox.read_event(uuid)', 'execute')
            and has_function_privilege('stagefy_api', 'inbox.replay(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('stagefy_jobs', 'inbox.event(uuid)', 'execute')
            and has_function_privilege('stagefy_jobs', 'inbox.settle(uuid, text, text, uuid, text)', 'execute')
            and has_function_privilege('stagefy_jobs', 'inbox.failed(uuid, text, boolean)', 'execute')
            and has_function_privilege('stagefy_jobs', 'inbox.note_checks(uuid, jsonb)', 'execute')
            and has_function_privilege('stagefy_jobs', 'inbox.tidy()', 'execute'))::int;

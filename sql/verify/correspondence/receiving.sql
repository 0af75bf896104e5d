-- SPDX-License-Identifier: Apache-2.0
select 1 / (to_regclass('internal.inbound_mails') is not null)::int;
select 1 / (has_function_privilege('stagefy_api', 'correspondence.receive(uuid, text[], text[], bytea)', 'execute')
            and has_function_privilege('stagefy_jobs', 'correspondence.inbound(uuid)', 'execute')
            and has_function_privilege('stagefy_jobs', 'correspondence.take_message(uuid, jsonb)', 'execute')
            and not has_function_privilege('stagefy_api', 'correspondence.take_message(uuid, jsonb)', 'execute'))::int;
select 'message_failed'::public.notification_kind;

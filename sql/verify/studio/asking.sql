-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'studio.begin(uuid[], jsonb)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'studio.accept(uuid, uuid)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'studio.restore_original(uuid)', 'execute')::int;
select 'project_done'::public.notification_kind, 'project_failed'::public.notification_kind;

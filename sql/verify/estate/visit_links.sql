-- SPDX-License-Identifier: Apache-2.0
select wish from public.visits where false;
select 1 / (to_regclass('internal.visit_links') is not null and to_regclass('internal.visit_reminders') is not null)::int;
select 1 / (has_function_privilege('stagefy_api', 'estate.invite_visitor(uuid, text)', 'execute')
            and has_function_privilege('stagefy_api', 'estate.read_visit_link(bytea)', 'execute')
            and has_function_privilege('stagefy_api', 'estate.answer_visit_link(bytea, text, text, inet)', 'execute')
            and has_function_privilege('stagefy_jobs', 'estate.remind_visits()', 'execute'))::int;
select 'visit_answer'::public.notification_kind;

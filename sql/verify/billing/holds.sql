-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_function_privilege('stagefy_api', 'billing.spend(text, int, text, jsonb)', 'execute')
            and has_function_privilege('stagefy_jobs', 'billing.capture(uuid)', 'execute')
            and not has_function_privilege('stagefy_api', 'billing.capture(uuid)', 'execute')
            and not has_function_privilege('stagefy_api', 'billing.hold(text, int, uuid, text, text, jsonb)', 'execute'))::int;
select 1 / (select (count(*) = 2)::int from pg_trigger
            where (tgrelid::regclass::text, tgname) in (('internal.jobs_live', 'hold_credits'), ('credit_holds', 'job')));
select 'credit_low'::public.notification_kind;

-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_function_privilege('stagefy_jobs', 'billing.expire(int)', 'execute')
            and has_function_privilege('stagefy_jobs', 'billing.verify()', 'execute')
            and not has_function_privilege('stagefy_api', 'billing.grant(uuid, text, int, text, int, timestamptz, text, jsonb)', 'execute')
            and not has_function_privilege('stagefy_api', 'billing.withdraw(uuid, int, text, text, jsonb, text)', 'execute'))::int;
select 1 / (select count(*) from pg_trigger where tgrelid = 'public.agencies'::regclass and tgname = 'account');

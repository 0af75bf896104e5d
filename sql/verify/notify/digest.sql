-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_function_privilege('stagefy_jobs', 'notify.ask_digests()', 'execute')
            and has_function_privilege('stagefy_jobs', 'notify.due(uuid)', 'execute')
            and has_function_privilege('stagefy_jobs', 'notify.mail_digest(uuid, uuid[], jsonb)', 'execute')
            and not has_function_privilege('stagefy_api', 'notify.due(uuid)', 'execute'))::int;

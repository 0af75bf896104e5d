-- SPDX-License-Identifier: Apache-2.0
select in_reply_to, refs, return_path, files from internal.mails where false;
select 1 / has_function_privilege('stagefy_jobs', 'mail.begin_sending(uuid, text, boolean)', 'execute')::int;
select 1 / (not has_function_privilege('stagefy_api', 'mail.enqueue_written(uuid, text, text, text, text, text, text, text, text, text[], jsonb)', 'execute'))::int;

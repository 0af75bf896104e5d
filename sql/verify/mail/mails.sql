-- SPDX-License-Identifier: Apache-2.0
select name, language, subject, body from internal.mail_templates where false;
select id, agency_id, audience, template, language, to_address, to_name, from_name, reply_to, unsubscribe, subject, body, params,
       message_id, state, attempts, answer_code, answer, sent_at, version, created_at, updated_at from internal.mails where false;
select 1 / (has_table_privilege('stagefy_api', 'public.mails', 'select') and has_function_privilege('stagefy_api', 'mail.platform_mails()', 'execute'))::int;

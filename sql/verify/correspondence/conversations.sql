-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, contact_id, property_id, deal_id, visit_id, subject, token, messages, unanswered, last_message_at from public.conversations where false;
select id, agency_id, conversation_id, author_id, direction, state, text, quoted, attachment_ids, automatic, message_id, in_reply_to from public.messages where false;
select 1 / (not has_column_privilege('stagefy_api', 'public.conversations', 'token', 'select'))::int;
select 'reply_received'::public.notification_kind;

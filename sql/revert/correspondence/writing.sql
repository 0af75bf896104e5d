-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger follow_message on internal.mails;
set role stagefy_definer;
drop function correspondence.follow_mail();
drop function correspondence.write_message(uuid, jsonb, text);
drop function internal.tell_message(public.conversations, uuid, text, uuid, text);
drop function internal.message_files(uuid[]);
drop function internal.message_words(text, text, jsonb);
drop function correspondence.preview_message(jsonb);
drop function internal.message_draft(jsonb);
reset role;
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
delete from internal.mail_templates where name = 'digest';
drop function mail.tidy(int);
drop function mail.settle(uuid, text, int, text, boolean);
drop function mail.hand_over(uuid);
drop function mail.begin_sending(uuid, text, boolean);
drop function mail.enqueue_platform(text, text, text, text, jsonb);
drop function mail.enqueue(text, text, text, text, jsonb, text, text, text, text);
drop function internal.write_mail(uuid, text, text, text, text, text, text, text, text, jsonb);
drop function mail.language(text[]);
drop function internal.mail_fill(text, jsonb);
drop function internal.mail_line(text, int);
reset role;
commit;

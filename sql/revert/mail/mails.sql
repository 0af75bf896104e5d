-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function mail.platform_content(uuid);
drop function mail.platform_mails();
reset role;
drop view mail.contents;
drop view public.mails;
drop table internal.mails;
drop table internal.mail_templates;
drop domain public.mail_audience;
drop domain public.mail_state;
drop schema mail;
commit;

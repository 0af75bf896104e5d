-- SPDX-License-Identifier: Apache-2.0
begin;
drop view mail.contents;
drop view public.platform_mails;
drop view public.mails;
drop table internal.mails;
drop table internal.mail_templates;
drop domain public.mail_audience;
drop domain public.mail_state;
drop schema mail;
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.notification_preferences;
drop table public.notifications;
drop table internal.notification_kinds;
drop domain public.mail_digest;
drop domain public.notification_kind;
drop schema notify;
commit;

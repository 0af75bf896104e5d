-- SPDX-License-Identifier: Apache-2.0
begin;
drop procedure internal.drop_notification_kinds(text[]);
drop procedure internal.add_notification_kinds(text[]);
drop function internal.listed_notification_kinds();
drop procedure internal.set_notification_kinds(text[]);
commit;

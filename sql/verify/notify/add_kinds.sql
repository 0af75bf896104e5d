-- SPDX-License-Identifier: Apache-2.0
select 1 / (to_regprocedure('internal.add_notification_kinds(text[])') is not null and to_regprocedure('internal.drop_notification_kinds(text[])') is not null)::int;

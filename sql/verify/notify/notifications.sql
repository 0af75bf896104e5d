-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, user_id, kind, params, subject_type, subject_id, group_key, times, in_app, by_mail, happened_at, read_at, mailed_at from public.notifications where false;
select id, agency_id, user_id, mail_digest, kinds from public.notification_preferences where false;
select kind, in_app, mail from internal.notification_kinds where false;

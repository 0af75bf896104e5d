-- SPDX-License-Identifier: Apache-2.0
begin;
drop index public.media_items_deleted;
drop index public.properties_deleted;
drop index public.contact_emails_deleted;
drop index public.contacts_deleted;
drop function work.drop_old_jobs(int);
drop function work.purge_deleted(int);
alter table public.agencies drop column deleted_keep_days;
commit;

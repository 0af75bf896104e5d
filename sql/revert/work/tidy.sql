-- SPDX-License-Identifier: Apache-2.0
begin;
drop function work.drop_old_jobs(int);
drop function work.purge_deleted(int);
alter table public.agencies drop column deleted_keep_days;
commit;

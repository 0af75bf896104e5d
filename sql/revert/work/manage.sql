-- SPDX-License-Identifier: Apache-2.0
begin;
drop function work.health();
drop function work.retry(uuid);
drop function work.cancel(uuid);
drop function internal.check_job(uuid);
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;

drop function app.undo_bulk(uuid);
drop function app.bulk_job(uuid);
drop table public.bulk_changes;

commit;

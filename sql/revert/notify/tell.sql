-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function notify.tidy(int);
drop function notify.prefer(text, jsonb);
drop function notify.preferences();
drop function notify.mark_all_read(timestamptz);
drop function notify.mark_read(uuid);
drop function notify.language();
drop function notify.tell_managers(uuid, text, jsonb, text, uuid, uuid);
drop function notify.tell(uuid, uuid, text, jsonb, text, uuid, text, uuid);
reset role;
commit;

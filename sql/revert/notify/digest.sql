-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function notify.mail_digest(uuid, uuid[], jsonb);
drop function notify.due(uuid);
drop function notify.ask_digests();
drop function internal.last_morning(text);
reset role;
commit;

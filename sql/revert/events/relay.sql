-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function events.relay(text, jsonb, int);
drop function events.deliver(jsonb, int);
drop function internal.move_on(text, int);
reset role;
commit;

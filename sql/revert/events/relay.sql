-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function events.relay(jsonb, int);
reset role;
commit;

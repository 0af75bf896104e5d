-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function events.use_ticket(bytea);
drop function events.make_ticket(bytea, int);
reset role;
drop table internal.event_tickets;
commit;

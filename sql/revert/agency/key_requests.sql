-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function agency.key_requests(uuid);
drop function agency.note_key_requests(jsonb);
reset role;
drop table internal.key_requests;
commit;

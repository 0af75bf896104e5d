-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;
drop function estate.replace_stage(uuid, uuid);
reset role;

commit;

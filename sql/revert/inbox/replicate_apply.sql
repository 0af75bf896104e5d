-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function inbox.apply_replicate(uuid);
reset role;
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function estate.count_live(text);
reset role;
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop function internal.record_change();
drop function internal.make_change_partitions(int);
set role stagefy_definer;
drop table internal.changes;
drop sequence internal.changes_seq;
reset role;
commit;

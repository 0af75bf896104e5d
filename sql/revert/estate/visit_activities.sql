-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger tell on public.visits;
drop trigger tell_made on public.visits;
set role stagefy_definer;
drop function estate.tell_visit();
reset role;
commit;

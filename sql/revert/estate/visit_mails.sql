-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger tell_visitor on public.visits;
set role stagefy_definer;
drop function estate.tell_visitor();
delete from internal.mail_templates where name in ('visit_moved', 'visit_cancelled');
reset role;
alter table public.visits drop column tells_visitor;
commit;

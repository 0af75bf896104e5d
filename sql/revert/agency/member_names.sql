-- SPDX-License-Identifier: Apache-2.0
-- The names stay: which of them somebody wrote is not known any more.
begin;
drop trigger names on public.users;
drop trigger named on public.memberships;
set role stagefy_definer;
drop function agency.rename_members(), agency.name_member();
reset role;
commit;

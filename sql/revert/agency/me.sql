-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger last_agency on public.users;
drop function agency.check_last_agency();
drop function agency.member_email(uuid);
drop function agency.me();
commit;

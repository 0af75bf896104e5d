-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.memberships;
drop function agency.check_membership();
drop function agency.other_owner(uuid, uuid);
drop function agency.role_bit(text);
drop domain public.membership_role;
commit;

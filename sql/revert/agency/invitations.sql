-- SPDX-License-Identifier: Apache-2.0
begin;
drop function agency.is_invited(text);
drop table public.invitations;
commit;

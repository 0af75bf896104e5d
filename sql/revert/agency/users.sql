-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.users;
drop domain public.use_case;
drop domain public.user_role;
commit;

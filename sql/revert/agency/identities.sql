-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.identities;
commit;

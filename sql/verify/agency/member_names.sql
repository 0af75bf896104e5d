-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*) = 2)::int from pg_trigger
where (tgrelid, tgname) in (('public.memberships'::regclass, 'named'), ('public.users'::regclass, 'names')) and tgenabled = 'O';

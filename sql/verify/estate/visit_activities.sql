-- SPDX-License-Identifier: Apache-2.0
select 1 / count(*) from pg_trigger where tgrelid = 'public.visits'::regclass and tgname = 'tell';

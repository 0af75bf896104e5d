-- SPDX-License-Identifier: Apache-2.0
select 1 / (to_regprocedure('internal.maker_of(uuid, uuid)') is not null)::int;
select 1 / (not exists (select from pg_trigger where tgrelid = 'public.properties'::regclass and tgname = 'first_price'))::int;

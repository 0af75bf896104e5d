-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
create or replace function billing.opening_credits() returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return 100;
end
$$;
reset role;
drop table public.plans;
drop function billing.check_plan();
drop table public.features;
drop domain public.cta_type;
drop domain public.billing_source;
drop domain public.subscription_tier;
drop domain public.plan_kind;
commit;

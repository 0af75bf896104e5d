-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.plans;
drop function billing.check_plan();
drop table public.features;
drop domain public.cta_type;
drop domain public.billing_source;
drop domain public.subscription_tier;
drop domain public.plan_kind;
commit;

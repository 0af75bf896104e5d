-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger within_plan on public.webhook_endpoints;
drop trigger within_plan on public.api_keys;
drop trigger within_plan_still on public.invitations;
drop trigger within_plan on public.invitations;
drop index public.invitations_open;
drop function billing.entitlements();
drop function billing.subscription();
drop function billing.own();
drop function billing.keep_limit();
drop function internal.used_of(uuid, text);
drop function billing.limit_of(text);
drop function billing.entitled(text);
drop function internal.limit_in(public.plans, text);
drop function internal.plan_of(uuid);
commit;

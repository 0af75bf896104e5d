-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger clerk on public.plans;
set role stagefy_definer;
drop function internal.wake_clerk_plan();
drop function internal.clerk_take_subscription(text, text, jsonb, timestamptz);
drop function internal.clerk_take_item(text, text, jsonb, jsonb, timestamptz, timestamptz);
drop function internal.clerk_grant_late(uuid, public.plans, text, timestamptz, text, timestamptz);
drop function internal.clerk_currency(jsonb);
drop function internal.clerk_money(jsonb);
reset role;
commit;

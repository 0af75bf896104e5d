-- SPDX-License-Identifier: Apache-2.0
begin;
drop function billing.set_feature_costs(uuid, jsonb, timestamptz, text);
drop function billing.set_status(uuid, text, text);
drop function billing.give_subscription(uuid, uuid, text, text);
drop function billing.platform_subscriptions(text, uuid, int);
drop function billing.adjust_credits(uuid, int, text);
drop function agency.set_active(uuid, boolean, text);
drop function agency.platform_users(text, uuid, int);
drop function billing.platform_agencies(text, uuid, int);
drop function internal.search_pattern(text);
commit;

-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, plan_id, provider, provider_ref, "interval", status, monthly_credits, current_period_end, granted_months, next_plan_id, version
from public.subscriptions where false;
select id, agency_id, subscription_id, plan_key, effect, event_type, status, reference, metadata from public.subscription_events where false;
select 'billing.grant_due(int)'::regprocedure,
       'billing.start_subscription(uuid, uuid, text, text, text, timestamptz, timestamptz, numeric, text, jsonb)'::regprocedure,
       'billing.renew_subscription(uuid, uuid, timestamptz, jsonb)'::regprocedure;

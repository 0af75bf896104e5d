-- SPDX-License-Identifier: Apache-2.0
select id, key, kind, clerk_id, name, tier, credits, price_monthly, price_yearly, price_once, rollover_cap, features, entitlements, active, version
from public.plans where false;
select id, agency_id, key, name, tags, version from public.features where false;

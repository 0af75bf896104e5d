-- SPDX-License-Identifier: Apache-2.0
select 'billing.platform_agencies(text, uuid, int)'::regprocedure, 'agency.set_active(uuid, boolean, text)'::regprocedure,
       'billing.adjust_credits(uuid, int, text)'::regprocedure, 'billing.set_feature_costs(uuid, jsonb, timestamptz, text)'::regprocedure;

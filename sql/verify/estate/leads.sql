-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, name, position, enabled, sources, areas, transaction, price_min, price_max, way, assignee_ids, minutes, turn, version, deleted_at
from public.lead_rules where false;
select id, agency_id, owner_id, name, email, phone, message, source, contact_id, property_id, rule_id, status, assignee_id, claim_by, claimed_at,
       closed_at, close_reason, version, deleted_at
from public.leads where false;
select 1 / has_function_privilege('stagefy_api', 'estate.claim_lead(uuid)', 'execute')::int;
select 1 / has_function_privilege('stagefy_jobs', 'estate.return_leads()', 'execute')::int;

-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, name, probability, position, version, deleted_at from public.deal_stages where false;
select id, agency_id, owner_id, title, stage_id, position, stage_since, status, close_reason, closed_at, amount, currency, expected_close_on
from public.deals where false;
select id, agency_id, owner_id, deal_id, contact_id, part, share from public.deal_parties where false;
select 1 / has_function_privilege('stagefy_api', 'estate.move_deal(uuid, int, uuid, uuid, uuid)', 'execute')::int;

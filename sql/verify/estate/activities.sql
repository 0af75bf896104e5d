-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, author_id, kind, text, details, private, happened_at, contact_id, property_id, deal_id, task_id from public.activities where false;
select 1 / (not has_table_privilege('stagefy_api', 'public.activities', 'update'))::int;

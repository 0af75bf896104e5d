-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, property_ids, title, message, shows_address, token_hash, expires_at, version, deleted_at
from public.share_links where false;
select share_link_id, wants_visit from public.leads where false;
select 1 / has_function_privilege('stagefy_api', 'estate.open_share(bytea, inet, text)', 'execute')::int;
select 1 / (not has_column_privilege('stagefy_api', 'public.share_links', 'token_hash', 'select'))::int;

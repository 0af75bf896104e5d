-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, created_by, name, mode, prefix, last4, digest, scopes, allowed_addresses, sandbox_id, expires_at, last_used_at, revoked_at
from public.api_keys where false;
select 1 / (not has_column_privilege('stagefy_api', 'public.api_keys', 'digest', 'select'))::int;
select 1 / (not has_table_privilege('stagefy_api', 'public.api_keys', 'insert'))::int;
select 1 / has_function_privilege('stagefy_api', 'agency.revoke_api_key(uuid)', 'execute')::int;

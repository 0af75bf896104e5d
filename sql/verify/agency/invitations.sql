-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, email, role, token_hash, expires_at from public.invitations where false;
select 1 / (not has_column_privilege('stagefy_api', 'public.invitations', 'token_hash', 'select'))::int;

-- SPDX-License-Identifier: Apache-2.0
select token_hash, user_id, purpose, email, made_at, expires_at, used_at from internal.proofs where false;
select 1 / has_function_privilege('stagefy_api', 'agency.reset_password(bytea, text, inet)', 'execute')::int;
select 1 / has_function_privilege('stagefy_jobs', 'agency.offer_reset(text, text)', 'execute')::int;

-- SPDX-License-Identifier: Apache-2.0
select id, user_id, token_hash, expires_at, ended_at from internal.sessions where false;

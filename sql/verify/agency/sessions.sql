-- SPDX-License-Identifier: Apache-2.0
select id, user_id, expires_at, ended_at from internal.sessions where false;
select hash, session_id, used_at from internal.refresh_tokens where false;

-- SPDX-License-Identifier: Apache-2.0
select user_id, login, hash from internal.passwords where false;
select kind, subject, attempts, last_at from internal.throttles where false;

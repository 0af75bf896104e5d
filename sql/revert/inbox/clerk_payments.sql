-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function internal.clerk_take_attempt(text, jsonb, timestamptz);
reset role;
commit;

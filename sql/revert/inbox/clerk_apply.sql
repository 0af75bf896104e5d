-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function inbox.apply_clerk(uuid);
drop function internal.clerk_take(text, text, jsonb, timestamptz);
reset role;
commit;

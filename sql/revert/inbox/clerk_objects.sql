-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function internal.clerk_person(text, text);
drop function internal.clerk_agency(text);
drop function internal.clerk_is_gone(text, text, text);
drop function internal.clerk_bury(text, text, text, text, text, timestamptz);
drop function internal.clerk_keep(text, text, text, text, text, jsonb, timestamptz, timestamptz);
drop function internal.clerk_stale(internal.clerk_objects, timestamptz, timestamptz, jsonb);
drop function internal.clerk_object(text, text, text);
drop function internal.clerk_time(jsonb);
drop function internal.clerk_waits(text);
drop function internal.clerk_ignored(text);
drop function internal.clerk_applied(uuid, text);
drop type internal.clerk_outcome;
reset role;
drop table internal.clerk_objects;
commit;

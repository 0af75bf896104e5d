-- SPDX-License-Identifier: Apache-2.0
begin;
drop function agency.admit(text, text, text, jsonb);
drop function agency.admit_member(uuid, text, jsonb);
drop function agency.admit_user(text, text, jsonb);
drop function agency.make_agency(text, uuid, text);
drop function agency.free_slug(text);
commit;

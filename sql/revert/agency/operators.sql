-- SPDX-License-Identifier: Apache-2.0
begin;
drop function agency.people();
drop function agency.open_session_for(text, text, uuid, int);
drop function agency.set_platform_admin(text, boolean);
commit;

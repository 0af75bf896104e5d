-- SPDX-License-Identifier: Apache-2.0
begin;
drop function agency.sessions();
drop function agency.sign_out(bytea);
drop function agency.end_session(uuid);
drop function agency.rotate_session(bytea, bytea, int, inet, text);
drop function agency.open_session(uuid, uuid, bytea, int, inet, text, text);
drop table internal.refresh_tokens;
drop table internal.sessions;
commit;

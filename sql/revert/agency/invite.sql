-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger revoke on public.invitations;
drop function agency.revoke_invitation();
drop function agency.sign_up(uuid, text, text, text, text, text, bytea, uuid, bytea, int, inet, text);
drop function agency.accept_invitation(bytea);
drop function agency.take_invitation(bytea, uuid);
drop function agency.preview_invitation(bytea);
drop function agency.invite(uuid, text, text, bytea);
commit;

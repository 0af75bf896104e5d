-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.authenticate(text, text, uuid, uuid, text, jsonb, int, uuid, inet);
drop function agency.let_in(text, text, uuid, uuid, text, jsonb, int);
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.authenticate_key(text, bytea, text[], uuid, int, uuid, inet);
commit;

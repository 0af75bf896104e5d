-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.address();
drop function app.request_id();
drop function app.writes_own();
drop function app.writes_all();
drop function app.reads_all();
drop function app.role();
drop function app.user_id();
drop function app.agency_id();
drop function app.set_context(uuid, uuid, text, text, uuid, inet);
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.uuid7();
drop function app.now();
commit;

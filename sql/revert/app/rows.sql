-- SPDX-License-Identifier: Apache-2.0
begin;
drop function internal.expect_rows(bigint, text);
drop procedure internal.protect(regclass);
drop function app.touch_row();
commit;

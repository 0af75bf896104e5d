-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.drop_old_changes(int);
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.migration_level();
revoke select on sqitch.changes from stagefy_definer;
revoke usage on schema sqitch from stagefy_definer;
commit;

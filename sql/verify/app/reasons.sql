-- SPDX-License-Identifier: Apache-2.0
select 'app.give_reason(text)'::regprocedure;
select 1 / (select count(*)::int from information_schema.columns where table_schema = 'public' and table_name = 'admin_audit_log' and column_name = 'reason');

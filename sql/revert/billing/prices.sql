-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.admin_settings;
set role stagefy_definer;
drop function billing.price(text, timestamptz);
drop function billing.check_prices();
drop function billing.add_operation(text, public.operation_type, int);
drop table internal.operations;
reset role;
drop domain public.operation_type;
drop schema billing;
commit;

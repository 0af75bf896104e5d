-- SPDX-License-Identifier: Apache-2.0
begin;
drop view public.usage_history;
alter table public.credit_accounts drop constraint credit_accounts_last_entry_fkey;
drop table public.credit_transactions;
drop table public.credit_holds;
drop table public.credit_grants;
drop table public.credit_accounts;
drop function app.append_only();
drop domain public.credit_transaction_type;
commit;

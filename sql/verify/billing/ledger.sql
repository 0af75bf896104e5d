-- SPDX-License-Identifier: Apache-2.0
select 1 / (select (count(*) = 2)::int from pg_constraint
            where conname in ('credit_transactions_chain_fkey', 'credit_accounts_last_entry_fkey') and contype = 'f');
select 1 / (not has_any_column_privilege('stagefy_api', 'public.credit_transactions', 'insert')
            and not has_any_column_privilege('stagefy_api', 'public.credit_transactions', 'update')
            and not has_column_privilege('stagefy_api', 'public.credit_accounts', 'balance', 'update'))::int;
select id, agency_id, user_id, credit_balance_id, operation_type, credits_used, details, "timestamp" from public.usage_history where false;

-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

create or replace function internal.lock_account(p_agency uuid) returns public.credit_accounts
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    account public.credit_accounts;
begin
    select * into strict account from public.credit_accounts a where a.agency_id = p_agency for update;
    return account;
end
$$;

reset role;

commit;

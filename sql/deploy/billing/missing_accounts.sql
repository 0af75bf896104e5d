-- SPDX-License-Identifier: Apache-2.0
-- Agencies that came around their triggers (a restore, a bulk load) have no account until somebody asks for it.
begin;

set role stagefy_definer;

-- Contract: the account of p_agency, locked until the end of the transaction: whatever changes credits begins here. An agency
-- without one gets it, with what a new one begins with.
create or replace function internal.lock_account(p_agency uuid) returns public.credit_accounts
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    account public.credit_accounts;
begin
    select * into account from public.credit_accounts a where a.agency_id = p_agency for update;
    if not found then
        perform billing.open_account(p_agency);
        select * into strict account from public.credit_accounts a where a.agency_id = p_agency for update;
    end if;
    return account;
end
$$;

reset role;

commit;

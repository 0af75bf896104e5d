-- SPDX-License-Identifier: Apache-2.0
-- Credits as double books: an account per agency, the grants that fill it, the holds that wait for work to end, and a ledger that
-- is only ever added to. That they agree is no matter of care:
--   * each entry refers to the one before it, by its number and its balance, so that balances are sums;
--   * the account refers to its last entry, by its number and its balance, at each commit;
--   * nobody can hold what is not there, or spend what is held for something else.
begin;

create domain public.credit_transaction_type as text
    check (value in ('purchase', 'usage', 'refund', 'subscription', 'grant', 'expiry', 'adjustment'));

-- Managers hear when what can be spent has come down to low_at, and when nothing is left; low_told: the lowest of the two that they
-- have heard of since the last grant.
create table public.credit_accounts (
    id uuid not null default app.uuid7(),
    agency_id uuid not null references public.agencies (id),
    balance int not null default 0,
    held int not null default 0,
    last_entry bigint,
    low_at int not null default 20,
    low_told int,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint credit_accounts_agency_id_key unique (agency_id),
    constraint credit_accounts_balance_check check (balance >= 0 and (last_entry is not null or balance = 0)),
    constraint credit_accounts_held_check check (held between 0 and balance),
    constraint credit_accounts_low_at_check check (low_at between 0 and 1000000)
) with (fillfactor = 40); -- every hold writes this row: its versions stay on their page

-- remaining: what is neither spent nor expired of it.
create table public.credit_grants (
    id uuid not null default app.uuid7(),
    agency_id uuid not null references public.agencies (id),
    kind text not null check (kind in ('plan', 'purchase', 'promotion', 'opening', 'adjustment')),
    amount int not null check (amount > 0),
    remaining int not null,
    priority smallint not null default 0,
    expires_at timestamptz,
    source text not null check (length(source) between 1 and 200),
    description text check (length(description) <= 200),
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint credit_grants_source_key unique (agency_id, source),
    constraint credit_grants_remaining_check check (remaining between 0 and amount)
) with (fillfactor = 70);
comment on column public.credit_grants.source is 'what it was granted for: the same again grants nothing';
create index credit_grants_list on public.credit_grants (agency_id, created_at desc, id desc);
create index credit_grants_open on public.credit_grants (agency_id, priority, expires_at, created_at, id) where remaining > 0;
create index credit_grants_due on public.credit_grants (expires_at) where remaining > 0 and expires_at is not null;

-- Credits that paid work has taken out of reach until it ends. One a job and phase is live or was captured.
create table public.credit_holds (
    id uuid not null default app.uuid7(),
    agency_id uuid not null references public.agencies (id),
    user_id uuid,
    cost_key text not null,
    operation_type public.operation_type not null,
    units int not null check (units between 1 and 100000),
    amount int not null check (amount >= 0),
    state text not null default 'held' check (state in ('held', 'captured', 'released')),
    job_id uuid,
    phase text not null default 'work' check (length(phase) between 1 and 60),
    reference text check (length(reference) between 1 and 200),
    details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
    settled_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint credit_holds_user_id_fkey foreign key (agency_id, user_id) references public.memberships (agency_id, user_id),
    constraint credit_holds_job_check check (state <> 'held' or job_id is not null),
    constraint credit_holds_settled_check check ((state = 'held') = (settled_at is null))
) with (fillfactor = 70);
create unique index credit_holds_job_id_key on public.credit_holds (agency_id, job_id, phase) where job_id is not null and state <> 'released';
create unique index credit_holds_reference_key on public.credit_holds (agency_id, reference) where job_id is null;
create index credit_holds_list on public.credit_holds (agency_id, created_at desc, id desc);
create index credit_holds_live on public.credit_holds (job_id) where state = 'held';
create index credit_holds_user on public.credit_holds (agency_id, user_id) where user_id is not null;

-- The ledger. entry counts from 1 in each agency; draws says from which grants a usage came, for its refund.
create table public.credit_transactions (
    id uuid not null default app.uuid7(),
    agency_id uuid not null references public.agencies (id),
    entry bigint not null check (entry > 0),
    user_id uuid,
    type public.credit_transaction_type not null,
    amount int not null,
    balance_after int not null check (balance_after >= 0),
    operation_type public.operation_type,
    units int,
    description text check (length(description) <= 200),
    reference text check (length(reference) <= 200),
    details jsonb not null default '{}',
    grant_id uuid,
    hold_id uuid,
    job_id uuid,
    refund_of uuid,
    draws jsonb,
    created_at timestamptz not null default app.now(),
    previous_entry bigint generated always as (nullif(entry - 1, 0)) stored,
    balance_before int generated always as (balance_after - amount) stored,
    primary key (agency_id, id),
    constraint credit_transactions_entry_key unique (agency_id, entry, balance_after),
    constraint credit_transactions_chain_fkey foreign key (agency_id, previous_entry, balance_before)
        references public.credit_transactions (agency_id, entry, balance_after),
    constraint credit_transactions_first_check check (entry > 1 or balance_after = amount),
    constraint credit_transactions_amount_check check (case when type in ('purchase', 'refund', 'subscription', 'grant') then amount > 0
                                                             when type = 'expiry' then amount < 0 when type = 'usage' then amount <= 0 else amount <> 0 end),
    constraint credit_transactions_user_id_fkey foreign key (agency_id, user_id) references public.memberships (agency_id, user_id),
    constraint credit_transactions_grant_id_fkey foreign key (agency_id, grant_id) references public.credit_grants (agency_id, id),
    constraint credit_transactions_hold_id_fkey foreign key (agency_id, hold_id) references public.credit_holds (agency_id, id),
    constraint credit_transactions_refund_of_fkey foreign key (agency_id, refund_of) references public.credit_transactions (agency_id, id)
);
-- one number, one entry, whatever its balance
create unique index credit_transactions_number_key on public.credit_transactions (agency_id, entry);
create unique index credit_transactions_reference_key on public.credit_transactions (agency_id, type, reference)
    where type in ('purchase', 'subscription', 'grant', 'adjustment') and reference is not null;
create unique index credit_transactions_hold_id_key on public.credit_transactions (agency_id, hold_id) where type = 'usage' and hold_id is not null;
create index credit_transactions_list on public.credit_transactions (agency_id, created_at desc, id desc);
create index idx_credit_transactions_user_id on public.credit_transactions (agency_id, user_id, created_at desc, id desc) where user_id is not null;
create index idx_credit_transactions_type on public.credit_transactions (agency_id, type, created_at desc, id desc);
create index credit_transactions_operation on public.credit_transactions (agency_id, operation_type, created_at desc, id desc);
create index credit_transactions_grant on public.credit_transactions (agency_id, grant_id) where grant_id is not null;
create index credit_transactions_refund on public.credit_transactions (agency_id, refund_of) where refund_of is not null;

alter table public.credit_accounts add constraint credit_accounts_last_entry_fkey foreign key (agency_id, last_entry, balance)
    references public.credit_transactions (agency_id, entry, balance_after) deferrable initially deferred;

call internal.protect('public.credit_accounts');
create policy read on public.credit_accounts for select using (agency_id = app.agency_id());
comment on policy read on public.credit_accounts is 'members: what their agency has';
create policy change on public.credit_accounts for update
    using (agency_id = app.agency_id() and app.role() in ('admin', 'owner')) with check (agency_id = app.agency_id());
comment on policy change on public.credit_accounts is 'admins and owners: when they want to hear that it runs out';
grant select on public.credit_accounts to stagefy_api, stagefy_jobs, stagefy_read;
grant update (low_at) on public.credit_accounts to stagefy_api;

call internal.protect('public.credit_grants');
create policy read on public.credit_grants for select using (agency_id = app.agency_id());
comment on policy read on public.credit_grants is 'members: what their agency has, and until when';
grant select on public.credit_grants to stagefy_api, stagefy_jobs, stagefy_read;

call internal.protect('public.credit_holds');
create policy read on public.credit_holds for select using (agency_id = app.agency_id() and (app.writes_all() or user_id = app.user_id()));
comment on policy read on public.credit_holds is 'members: those of work that they asked for; admins and owners: all of their agency''s';
grant select on public.credit_holds to stagefy_api, stagefy_jobs, stagefy_read;

call internal.protect('public.credit_transactions');
create policy read on public.credit_transactions for select using (agency_id = app.agency_id() and (app.writes_all() or user_id = app.user_id()));
comment on policy read on public.credit_transactions is 'members: what they spent; admins and owners: the whole ledger of their agency';
grant select on public.credit_transactions to stagefy_api, stagefy_jobs, stagefy_read;

-- Contract: as a trigger before update or delete: rows of this table stay as they were written.
create function app.append_only() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'rows of % are only ever added', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger append_only before update or delete on public.credit_transactions
    for each row execute function app.append_only();
create trigger touch before update on public.credit_accounts
    for each row when (old.low_at is distinct from new.low_at) execute function app.touch_row();
create trigger changes after insert or update or delete on public.credit_accounts
    for each row execute function internal.record_change('records', 'last_entry', 'low_told');

-- What was used, in the words of the programs that came before: refunds count negative.
create view public.usage_history with (security_invoker = true) as
    select t.id, t.agency_id, t.user_id, a.id as credit_balance_id, t.operation_type, -t.amount as credits_used, t.details, t.created_at as "timestamp"
    from public.credit_transactions t join public.credit_accounts a on a.agency_id = t.agency_id
    where t.type in ('usage', 'refund');
do $$
declare
    stranger text;
begin
    for stranger in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on public.usage_history from %I', stranger);
    end loop;
end
$$;
grant select on public.usage_history to stagefy_api, stagefy_read;

commit;

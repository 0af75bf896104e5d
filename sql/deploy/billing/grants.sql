-- SPDX-License-Identifier: Apache-2.0
-- Credits come, and what nobody used in time goes.
begin;

set role stagefy_definer;

-- Contract: the account of p_agency, locked until the end of the transaction: whatever changes credits begins here.
create function internal.lock_account(p_agency uuid) returns public.credit_accounts
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    account public.credit_accounts;
begin
    select * into strict account from public.credit_accounts a where a.agency_id = p_agency for update;
    return account;
end
$$;

-- Contract: the one way into the ledger: p_entry (type, amount and whatever else it says) becomes the next entry of its agency,
-- and p_held goes off what is held. The account is locked by the caller. Answers the entry.
create function internal.add_entry(p_entry public.credit_transactions, p_held int default 0) returns public.credit_transactions
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    update public.credit_accounts a
    set balance = a.balance + p_entry.amount, held = a.held - p_held, last_entry = coalesce(a.last_entry, 0) + 1, updated_at = app.now()
    where a.agency_id = p_entry.agency_id
    returning a.last_entry, a.balance into strict p_entry.entry, p_entry.balance_after;
    p_entry.id := app.uuid7();
    p_entry.created_at := app.now();
    insert into public.credit_transactions (id, agency_id, entry, user_id, type, amount, balance_after, operation_type, units, description,
                                            reference, details, grant_id, hold_id, job_id, refund_of, draws, created_at)
    values (p_entry.id, p_entry.agency_id, p_entry.entry, p_entry.user_id, p_entry.type, p_entry.amount, p_entry.balance_after,
            p_entry.operation_type, p_entry.units, p_entry.description, p_entry.reference, coalesce(p_entry.details, '{}'), p_entry.grant_id,
            p_entry.hold_id, p_entry.job_id, p_entry.refund_of, p_entry.draws, p_entry.created_at);
    return p_entry;
end
$$;

-- Contract: takes p_amount out of the grants of p_agency: those of p_source first, then by priority, expiry and age. The caller
-- holds the account's lock, and the amount is there. Answers [{"grant", "amount"}].
create function internal.draw(p_agency uuid, p_amount int, p_source text default null) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    missing int := p_amount;
    next record;
    taken int;
    draws jsonb := '[]';
begin
    while missing > 0 loop
        select g.id, g.remaining into next from public.credit_grants g
        where g.agency_id = p_agency and g.remaining > 0
        order by (p_source is not null and g.source = p_source) desc, g.priority, g.expires_at, g.created_at, g.id limit 1;
        if next.id is null then
            raise exception 'the grants of % lack % credits', p_agency, missing;
        end if;
        taken := least(missing, next.remaining);
        update public.credit_grants g set remaining = g.remaining - taken, updated_at = app.now() where g.agency_id = p_agency and g.id = next.id;
        draws := draws || jsonb_build_object('grant', next.id, 'amount', taken);
        missing := missing - taken;
    end loop;
    return draws;
end
$$;

-- Contract: p_amount of what is left of p_grant is gone: an entry says so. The caller holds the account's lock.
create function internal.let_expire(p_grant public.credit_grants, p_amount int) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    entry public.credit_transactions;
begin
    update public.credit_grants g set remaining = g.remaining - p_amount, updated_at = app.now() where g.agency_id = p_grant.agency_id and g.id = p_grant.id;
    entry.agency_id := p_grant.agency_id;
    entry.type := 'expiry';
    entry.amount := -p_amount;
    entry.grant_id := p_grant.id;
    entry.description := p_grant.description;
    perform internal.add_entry(entry);
end
$$;

-- Contract: what of p_agency's credits has run out is gone, but for what work that began in time still holds. The caller holds
-- the account's lock. Answers how many credits.
create function internal.expire_due(p_agency uuid) returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    free int;
    due public.credit_grants;
    gone int := 0;
begin
    select a.balance - a.held into free from public.credit_accounts a where a.agency_id = p_agency;
    for due in select * from public.credit_grants g where g.agency_id = p_agency and g.remaining > 0 and g.expires_at <= app.now()
               order by g.expires_at, g.created_at, g.id loop
        exit when gone = free;
        perform internal.let_expire(due, least(due.remaining, free - gone));
        gone := gone + least(due.remaining, free - gone);
    end loop;
    return gone;
end
$$;

-- Contract: the lowest of the account's thresholds that what can be spent has come down to; NULL: none.
create function internal.low_of(p_account public.credit_accounts) returns int
language sql immutable as $$
    select case when p_account.balance = p_account.held then 0 when p_account.balance - p_account.held <= p_account.low_at then p_account.low_at end
$$;

-- Contract: for definer functions of any domain: p_amount credits for p_agency, once per p_source: the same again grants nothing
-- and answers NULL, else the grant's id. p_kind: plan, purchase, promotion, opening, adjustment. The lowest p_priority is spent
-- first; p_expires_at NULL: never. p_details stands in the ledger, and its user_id as who did it.
create function billing.grant(p_agency uuid, p_kind text, p_amount int, p_source text, p_priority int default 0,
                              p_expires_at timestamptz default null, p_description text default null, p_details jsonb default '{}') returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    entry public.credit_transactions;
begin
    perform internal.lock_account(p_agency);
    insert into public.credit_grants (agency_id, kind, amount, remaining, priority, expires_at, source, description)
    values (p_agency, p_kind, p_amount, p_amount, p_priority, p_expires_at, p_source, p_description)
    on conflict on constraint credit_grants_source_key do nothing
    returning id into entry.grant_id;
    if entry.grant_id is null then
        return null;
    end if;
    entry.agency_id := p_agency;
    entry.user_id := (select m.user_id from public.memberships m where m.agency_id = p_agency and m.user_id = (p_details ->> 'user_id')::uuid);
    entry.type := case p_kind when 'plan' then 'subscription' when 'purchase' then 'purchase' when 'adjustment' then 'adjustment' else 'grant' end;
    entry.amount := p_amount;
    entry.description := p_description;
    entry.reference := p_source;
    entry.details := p_details;
    perform internal.add_entry(entry);
    -- what lies below what there is now can be crossed again
    update public.credit_accounts a set low_told = internal.low_of(a) where a.agency_id = p_agency and a.low_told is not null;
    return entry.grant_id;
end
$$;

-- Contract: for definer functions: takes back at most p_amount of what is neither spent nor held, of the grant of p_grant_source
-- first, once per p_source. Answers how much it took, or had taken.
create function billing.withdraw(p_agency uuid, p_amount int, p_source text, p_description text default null, p_details jsonb default '{}',
                                 p_grant_source text default null) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    account public.credit_accounts := internal.lock_account(p_agency);
    entry public.credit_transactions;
begin
    select * into entry from public.credit_transactions t where t.agency_id = p_agency and t.type = 'adjustment' and t.reference = p_source;
    if entry.id is null then
        entry.amount := -least(p_amount, account.balance - account.held);
        if entry.amount = 0 then
            return 0;
        end if;
        entry.agency_id := p_agency;
        entry.user_id := (select m.user_id from public.memberships m where m.agency_id = p_agency and m.user_id = (p_details ->> 'user_id')::uuid);
        entry.type := 'adjustment';
        entry.description := p_description;
        entry.reference := p_source;
        entry.details := p_details;
        entry.draws := internal.draw(p_agency, -entry.amount, p_grant_source);
        entry := internal.add_entry(entry);
    end if;
    return -entry.amount;
end
$$;

-- Contract: what a new agency begins with.
create function billing.opening_credits() returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select p.credits from public.plans p where p.key = 'free');
end
$$;

-- Contract: the account of p_agency with its opening grant, once. In one piece, since nobody is told of a change where there was nothing.
create function billing.open_account(p_agency uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    opening int := billing.opening_credits();
    given uuid;
begin
    insert into public.credit_accounts (agency_id, balance, last_entry) values (p_agency, opening, case when opening > 0 then 1 end)
    on conflict on constraint credit_accounts_agency_id_key do nothing;
    if found and opening > 0 then
        insert into public.credit_grants (agency_id, kind, amount, remaining, priority, source)
        values (p_agency, 'opening', opening, opening, 50, 'opening') returning id into given;
        insert into public.credit_transactions (agency_id, entry, type, amount, balance_after, reference, grant_id)
        values (p_agency, 1, 'grant', opening, opening, 'opening', given);
    end if;
end
$$;

create function billing.open_with_agency() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform billing.open_account(new.id);
    return null;
end
$$;
grant execute on function billing.open_with_agency() to stagefy_owner;

-- Contract: the account of a sandbox is as it was when it was new. Its work is gone, and so is what that held.
create function billing.reset_account(p_agency uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    account public.credit_accounts := internal.lock_account(p_agency);
    turn text := app.uuid7()::text;
begin
    update public.credit_holds h set state = 'released', settled_at = app.now(), updated_at = app.now() where h.agency_id = p_agency and h.state = 'held';
    update public.credit_accounts a set held = 0, low_told = null where a.agency_id = p_agency;
    if account.balance > billing.opening_credits() then
        perform billing.withdraw(p_agency, account.balance - billing.opening_credits(), 'reset ' || turn);
    elsif account.balance < billing.opening_credits() then
        perform billing.grant(p_agency, 'adjustment', billing.opening_credits() - account.balance, 'reset ' || turn);
    end if;
end
$$;

-- Contract: for stagefy_jobs: what has run out goes, of at most p_most agencies. Answers how many.
create function billing.expire(p_most int) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    agency uuid;
    done int := 0;
begin
    for agency in select distinct g.agency_id from public.credit_grants g
                  where g.remaining > 0 and g.expires_at is not null and g.expires_at <= app.now() order by 1 limit p_most loop
        perform internal.lock_account(agency);
        done := done + (internal.expire_due(agency) > 0)::int;
    end loop;
    return done;
end
$$;
grant execute on function billing.expire(int) to stagefy_jobs;

-- Contract: for stagefy_jobs, nightly: accounts whose sums do not agree, which constraints make impossible: entries, what remains
-- of the grants, what is held.
create function billing.verify() returns table (agency_id uuid, balance int, entries bigint, remaining bigint, held int, holds bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select a.agency_id, a.balance, coalesce(t.total, 0), coalesce(g.total, 0), a.held, coalesce(h.total, 0)
    from public.credit_accounts a
    left join (select t.agency_id, sum(t.amount) as total from public.credit_transactions t group by 1) t on t.agency_id = a.agency_id
    left join (select g.agency_id, sum(g.remaining) as total from public.credit_grants g group by 1) g on g.agency_id = a.agency_id
    left join (select h.agency_id, sum(h.amount) as total from public.credit_holds h where h.state = 'held' group by 1) h on h.agency_id = a.agency_id
    where (a.balance::bigint, a.balance::bigint, a.held::bigint) is distinct from (coalesce(t.total, 0), coalesce(g.total, 0), coalesce(h.total, 0));
end
$$;
grant execute on function billing.verify() to stagefy_jobs;

do $$ begin perform billing.open_account(a.id) from public.agencies a order by a.id; end $$;

-- Contract: as it was, and the sandbox's credits are those of a new one.
create or replace function agency.reset_sandbox() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    twin uuid;
    remaining text[];
    stuck text[];
    tenant_table text;
begin
    if app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner empties the sandbox', '{"needs": "admin"}');
    end if;
    select a.id into twin from public.agencies a where a.sandbox_of = app.agency_id() for update;
    if twin is null then
        return;
    end if;
    -- first, so that whoever is at work waits for nothing of ours; one that is in the middle of a transaction finds nothing later
    delete from internal.jobs j where j.id in (select l.id from internal.jobs l where l.agency_id = twin for update skip locked);
    perform billing.reset_account(twin);
    select array_agg(c.relname::text order by c.relname) into remaining
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'agency_id' and a.attnotnull
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and c.relname not in ('memberships', 'credit_accounts', 'credit_grants', 'credit_holds', 'credit_transactions');
    -- whichever order their foreign keys need: a round for each row of tables that nothing points into any more
    while remaining is not null loop
        stuck := null;
        foreach tenant_table in array remaining loop
            begin
                execute format('delete from public.%I where agency_id = $1', tenant_table) using twin;
            exception when foreign_key_violation then
                stuck := stuck || tenant_table;
            end;
        end loop;
        if cardinality(stuck) = cardinality(remaining) then
            raise exception 'the sandbox cannot be emptied: % point into each other', stuck;
        end if;
        remaining := stuck;
    end loop;
    update internal.uploads u set expires_at = least(u.expires_at, app.now()) where u.agency_id = twin;
    delete from internal.mails m where m.agency_id = twin;
    delete from internal.receipts r where r.agency_id = twin;
    delete from internal.changes c where c.agency_id = twin;
end
$$;

reset role;

create trigger account after insert on public.agencies
    for each row execute function billing.open_with_agency();

commit;

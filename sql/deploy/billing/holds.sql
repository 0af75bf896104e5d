-- SPDX-License-Identifier: Apache-2.0
-- Paid work takes a hold in the transaction that asks for it. Whatever becomes of the work, the hold is settled in the
-- transaction that ends it: no job can end and keep one, and no hold outlives its job.
begin;

call internal.add_notification_kinds('credit_low');

set role stagefy_definer;

-- Contract: tells the managers once of each threshold that what can be spent has come down to since the last grant.
create function internal.tell_low(p_account public.credit_accounts) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    free int := p_account.balance - p_account.held;
    crossed int := internal.low_of(p_account);
begin
    if crossed is null or crossed >= p_account.low_told then
        return;
    end if;
    update public.credit_accounts a set low_told = crossed where a.agency_id = p_account.agency_id;
    perform notify.tell_managers(p_account.agency_id, 'credit_low', jsonb_build_object('credits', free::text), 'credit_accounts', p_account.id, null);
end
$$;

-- Contract: never returns: the credits that are needed are not there, or p_reason is member_limit: not for this member this month.
create function internal.refuse_spending(p_account public.credit_accounts, p_required int, p_reason text default null, p_limit int default null,
                                         p_used int default null) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    perform app.fail('SF494', format('%s credits are needed, and %s are there', p_required, p_account.balance - p_account.held),
        jsonb_strip_nulls(jsonb_build_object('balance', p_account.balance, 'held', p_account.held, 'required', p_required, 'reason', p_reason,
                                             'limit', p_limit, 'used', p_used)));
end
$$;

-- Contract: what p_user has spent or holds of p_agency's credits since the beginning of its month.
create function internal.used_this_month(p_agency uuid, p_user uuid) returns int
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    month timestamptz := (select date_trunc('month', app.now() at time zone a.time_zone) at time zone a.time_zone from public.agencies a where a.id = p_agency);
begin
    return (select coalesce(-sum(t.amount), 0) from public.credit_transactions t
            where t.agency_id = p_agency and t.user_id = p_user and t.created_at >= month and t.type in ('usage', 'refund'))
         + (select coalesce(sum(h.amount), 0) from public.credit_holds h where h.agency_id = p_agency and h.user_id = p_user and h.state = 'held');
end
$$;

-- Contract: the same of the caller.
create function billing.used() returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return internal.used_this_month(app.agency_id(), app.user_id());
end
$$;
grant execute on function billing.used() to stagefy_api;

-- Contract: p_units of p_cost_key are held for p_user of p_agency, at the price in force. Without a job the caller captures it in
-- the same transaction. Raises SF494 with balance, held and required; SF422 for what is not sold.
create function internal.take_hold(p_agency uuid, p_user uuid, p_cost_key text, p_units int, p_job uuid, p_phase text, p_reference text, p_details jsonb)
returns public.credit_holds
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    account public.credit_accounts := internal.lock_account(p_agency);
    taken public.credit_holds;
    most int;
    used int;
begin
    if exists (select from public.credit_grants g where g.agency_id = p_agency and g.remaining > 0 and g.expires_at <= app.now()) then
        perform internal.expire_due(p_agency);
        account := internal.lock_account(p_agency);
    end if;
    taken.amount := billing.price(p_cost_key) * p_units;
    if account.balance - account.held < taken.amount then
        perform internal.refuse_spending(account, taken.amount);
    end if;
    select m.credit_limit into most from public.memberships m where m.agency_id = p_agency and m.user_id = p_user;
    if most is not null then
        used := internal.used_this_month(p_agency, p_user);
        if used + taken.amount > most then
            perform internal.refuse_spending(account, taken.amount, 'member_limit', most, used);
        end if;
    end if;
    update public.credit_accounts a set held = a.held + taken.amount, updated_at = app.now() where a.agency_id = p_agency returning * into account;
    insert into public.credit_holds (agency_id, user_id, cost_key, operation_type, units, amount, state, job_id, phase, reference, details, settled_at)
    select p_agency, (select m.user_id from public.memberships m where m.agency_id = p_agency and m.user_id = p_user), p_cost_key, o.operation_type,
           p_units, taken.amount, case when p_job is null then 'captured' else 'held' end, p_job, coalesce(p_phase, 'work'), p_reference,
           coalesce(p_details, '{}'), case when p_job is null then app.now() end
    from internal.operations o where o.cost_key = p_cost_key
    returning * into strict taken;
    perform internal.tell_low(account);
    return taken;
end
$$;

-- Contract: what p_hold took out of reach is spent: an entry in the ledger. The caller holds the account's lock and marks the hold.
create function internal.spend_hold(p_hold public.credit_holds) returns public.credit_transactions
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    entry public.credit_transactions;
begin
    entry.agency_id := p_hold.agency_id;
    entry.user_id := p_hold.user_id;
    entry.type := 'usage';
    entry.amount := -p_hold.amount;
    entry.operation_type := p_hold.operation_type;
    entry.units := p_hold.units;
    entry.reference := p_hold.reference;
    entry.details := p_hold.details;
    entry.hold_id := p_hold.id;
    entry.job_id := p_hold.job_id;
    entry.draws := internal.draw(p_hold.agency_id, p_hold.amount);
    return internal.add_entry(entry, p_hold.amount);
end
$$;

-- Contract: settles the hold, once: captured or released. Answers whether it was still held.
create function internal.settle_hold(p_agency uuid, p_hold uuid, p_state text) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    hold public.credit_holds;
begin
    perform internal.lock_account(p_agency);
    update public.credit_holds h set state = p_state, settled_at = app.now(), updated_at = app.now()
    where h.agency_id = p_agency and h.id = p_hold and h.state = 'held' returning * into hold;
    if hold.id is null then
        return false;
    elsif p_state = 'captured' then
        perform internal.spend_hold(hold);
    else
        update public.credit_accounts a set held = a.held - hold.amount, updated_at = app.now() where a.agency_id = p_agency;
    end if;
    return true;
end
$$;

-- Contract: for definer functions of any domain, in the transaction that enqueues p_job, as whoever asks for it: p_units of
-- p_cost_key are held until the job ends. It is captured when the job completes and released when it fails or is cancelled,
-- unless the job's handler did either before. A job may hold for several phases. p_details stands in the ledger: media_id,
-- property_id … Raises SF494 with balance, held and required.
create function billing.hold(p_cost_key text, p_units int, p_job uuid, p_phase text default 'work', p_reference text default null,
                             p_details jsonb default '{}') returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    hold public.credit_holds := internal.take_hold(app.agency_id(), app.user_id(), p_cost_key, p_units, p_job, p_phase, p_reference, p_details);
begin
    -- so that its end is looked at; the payload goes with it wherever it goes
    update internal.jobs_live j set payload = j.payload || '{"paid": true}' where j.id = p_job and not j.payload ? 'paid';
    return hold.id;
end
$$;

-- Contract: for handlers of jobs: a phase has succeeded, or came to nothing. Answers false when the hold was settled before.
create function billing.capture(p_hold uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    return internal.settle_hold(app.agency_id(), p_hold, 'captured');
end
$$;

create function billing.release(p_hold uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    return internal.settle_hold(app.agency_id(), p_hold, 'released');
end
$$;
grant execute on function billing.capture(uuid), billing.release(uuid) to stagefy_jobs;

-- Contract: for definer functions: gives back p_amount (NULL: all) of what the usage p_transaction of p_agency cost and was not given
-- back yet, to the grants it came from; what came from one that has run out can be spent for thirty days more. Answers how much.
create function billing.refund(p_agency uuid, p_transaction uuid, p_amount int default null, p_reason text default null, p_details jsonb default '{}') returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    spent public.credit_transactions;
    entry public.credit_transactions;
    draw record;
    before int;
    skipped int;
    back int;
    missing int;
begin
    perform internal.lock_account(p_agency);
    select * into spent from public.credit_transactions t where t.agency_id = p_agency and t.id = p_transaction and t.type = 'usage';
    if spent.id is null then
        perform app.fail('SF404', 'no such usage');
    end if;
    before := (select coalesce(sum(t.amount), 0) from public.credit_transactions t where t.agency_id = p_agency and t.refund_of = p_transaction);
    missing := least(coalesce(p_amount, -spent.amount), -spent.amount - before);
    if missing <= 0 then
        return 0;
    end if;
    entry.agency_id := p_agency;
    entry.user_id := spent.user_id;
    entry.type := 'refund';
    entry.amount := missing;
    entry.operation_type := spent.operation_type;
    entry.description := p_reason;
    entry.reference := spent.reference;
    entry.details := spent.details || p_details;
    entry.job_id := spent.job_id;
    entry.refund_of := p_transaction;
    -- from the last that was drawn on to the first, past what was given back before
    skipped := before;
    for draw in select (d.value ->> 'grant')::uuid as grant_id, (d.value ->> 'amount')::int as amount
                from jsonb_array_elements(spent.draws) with ordinality d (value, place) order by d.place desc loop
        back := least(missing, greatest(draw.amount - skipped, 0));
        skipped := greatest(skipped - draw.amount, 0);
        update public.credit_grants g
        set remaining = g.remaining + back, updated_at = app.now(),
            expires_at = case when g.expires_at <= app.now() then app.now() + interval '30 days' else g.expires_at end
        where g.agency_id = p_agency and g.id = draw.grant_id and back > 0;
        missing := missing - back;
    end loop;
    perform internal.add_entry(entry);
    return entry.amount;
end
$$;

-- A job has ended: what it still holds is captured if it completed, else released.
create function billing.settle_job() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.settle_hold(h.agency_id, h.id, case new.status when 'completed' then 'captured' else 'released' end)
    from (select h.agency_id, h.id from public.credit_holds h where h.job_id = new.id and h.state = 'held' order by h.id) h;
    return null;
end
$$;

-- A job that failed or was cancelled begins anew: what was released is held again, at the price of now. Raises SF494.
create function billing.hold_again() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    last public.credit_holds;
begin
    for last in select distinct on (h.phase) h.* from public.credit_holds h where h.agency_id = new.agency_id and h.job_id = new.id
                order by h.phase, h.created_at desc, h.id desc loop
        if last.state = 'released' then
            perform internal.take_hold(last.agency_id, last.user_id, last.cost_key, last.units, new.id, last.phase, last.reference, last.details);
        end if;
    end loop;
    return null;
end
$$;

-- No hold without a job that will settle it.
create function billing.check_hold() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from public.credit_holds h where h.agency_id = new.agency_id and h.id = new.id and h.state = 'held')
       and not exists (select from internal.jobs_live j where j.id = new.job_id and j.agency_id = new.agency_id and j.payload ? 'paid') then
        raise exception 'a hold needs a job that is live' using errcode = 'check_violation', constraint = 'credit_holds_job_check', table = 'credit_holds';
    end if;
    return null;
end
$$;
grant execute on function billing.check_hold() to stagefy_owner;

-- Contract: the usage of work that was done elsewhere: held and captured at once at the price in force, once per p_reference: the same
-- again answers the first one's entry. Raises SF494; SF409 when the reference was used for something else; SF422.
create function billing.spend(p_cost_key text, p_units int, p_reference text, p_details jsonb) returns public.credit_transactions
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    account public.credit_accounts := internal.lock_account(app.agency_id());
    hold public.credit_holds;
    entry public.credit_transactions;
begin
    select * into hold from public.credit_holds h where h.agency_id = account.agency_id and h.reference = p_reference and h.job_id is null;
    if hold.id is null then
        return internal.spend_hold(internal.take_hold(account.agency_id, app.user_id(), p_cost_key, p_units, null, null, p_reference, p_details));
    elsif (hold.cost_key, hold.units) <> (p_cost_key, p_units) then
        perform app.fail('SF409', 'this reference was used for something else', '{"reason": "reference"}');
    end if;
    select * into strict entry from public.credit_transactions t where t.agency_id = account.agency_id and t.hold_id = hold.id and t.type = 'usage';
    return entry;
end
$$;
grant execute on function billing.spend(text, int, text, jsonb) to stagefy_api, stagefy_jobs;

create trigger settle_credits after insert on internal.jobs_ended
    for each row when (new.payload ? 'paid') execute function billing.settle_job();
create trigger hold_credits after insert on internal.jobs_live
    for each row when (new.payload ? 'paid') execute function billing.hold_again();

reset role;

create constraint trigger job after insert or update on public.credit_holds deferrable initially deferred
    for each row when (new.state = 'held') execute function billing.check_hold();

commit;

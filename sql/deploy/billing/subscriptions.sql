-- SPDX-License-Identifier: Apache-2.0
-- What an agency has subscribed to, and how that moves. Whoever is paid (PayFast, Clerk, nobody) says what happened; here stands what
-- follows from it, once, in whatever order and however often it is said.
--
-- Months are counted from anchor_at, whose number is anchor_month: month n begins n - anchor_month months behind it by the clocks of the
-- agency, so that what began on the 31st is renewed on the 28th of February and on the 31st of March. paid_months is how many are paid
-- for (a year is twelve), granted_months how many have given their credits.
begin;

create domain public.subscription_status as text check (value in ('active', 'past_due', 'paused', 'cancelled'));
create domain public.billing_interval as text check (value in ('monthly', 'yearly'));
create domain public.subscription_effect as text
    check (value in ('started', 'renewed', 'moved', 'changed', 'planned', 'ending', 'kept', 'refused'));

create table public.subscriptions (
    id uuid not null default app.uuid7(),
    agency_id uuid not null references public.agencies (id),
    plan_id uuid not null references public.plans (id),
    provider public.billing_source not null,
    provider_ref text check (length(provider_ref) between 1 and 200),
    "interval" public.billing_interval not null,
    status public.subscription_status not null default 'active',
    status_reason text not null check (status_reason ~ '^[a-z][a-z0-9_]{0,59}$'),
    monthly_credits int not null check (monthly_credits >= 0),
    price numeric(14, 2) not null check (price >= 0),
    currency public.currency_code not null,
    started_at timestamptz not null,
    current_period_start timestamptz not null,
    current_period_end timestamptz not null check (current_period_end > current_period_start),
    anchor_at timestamptz not null,
    anchor_month int not null default 0,
    paid_months int not null,
    granted_months int not null default 0 check (granted_months between 0 and paid_months),
    next_grant_at timestamptz,
    next_plan_id uuid references public.plans (id),
    cancel_at_period_end boolean not null default false,
    ended_at timestamptz,
    synced_at timestamptz not null default app.now(),
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint subscriptions_provider_ref_key unique (agency_id, provider, provider_ref),
    constraint subscriptions_ended_at_check check ((status = 'cancelled') = (ended_at is not null)),
    constraint subscriptions_next_grant_at_check check (next_grant_at is null or status = 'active' and granted_months < paid_months)
);
comment on column public.subscriptions.provider_ref is 'what whoever is paid knows it by: PayFast''s token, Clerk''s subscription item';
comment on column public.subscriptions.monthly_credits is 'the plan''s when it was chosen: a change of the plan touches nobody who has it already';
comment on column public.subscriptions.next_grant_at is 'when the next month begins that is paid for; NULL: none is, or it is not active';
comment on column public.subscriptions.next_plan_id is 'the plan from the next renewal on';
comment on column public.subscriptions.synced_at is 'when whoever is paid last said something about it';

create unique index subscriptions_live_key on public.subscriptions (agency_id) where status <> 'cancelled';
create index subscriptions_list on public.subscriptions (agency_id, created_at desc, id desc);
create index subscriptions_sync on public.subscriptions (agency_id, updated_at, id);
create index subscriptions_plan on public.subscriptions (plan_id);
create index subscriptions_next_plan on public.subscriptions (next_plan_id) where next_plan_id is not null;
-- Asked without an agency, by definer functions only.
create index subscriptions_provider_ref on public.subscriptions (provider, provider_ref) where provider_ref is not null;
create index subscriptions_grants on public.subscriptions (next_grant_at) where next_grant_at is not null;
create index subscriptions_ends on public.subscriptions (current_period_end) where status <> 'cancelled';

call internal.protect('public.subscriptions');
create policy read on public.subscriptions for select using (agency_id = app.agency_id() and app.writes_all());
comment on policy read on public.subscriptions is 'admins and owners: their agency''s; billing functions write';
-- Every column but provider_ref, by which whoever is paid is told what to do.
grant select (id, agency_id, plan_id, provider, "interval", status, status_reason, monthly_credits, price, currency, started_at,
              current_period_start, current_period_end, anchor_at, anchor_month, paid_months, granted_months, next_grant_at, next_plan_id,
              cancel_at_period_end, ended_at, synced_at, version, created_at, updated_at)
    on public.subscriptions to stagefy_api, stagefy_jobs, stagefy_read;
create trigger touch before update on public.subscriptions
    for each row execute function app.touch_row('granted_months', 'next_grant_at', 'synced_at');
create trigger changes after insert or update or delete on public.subscriptions
    for each row execute function internal.record_change('settings', 'provider_ref', 'synced_at');

-- What was said of subscriptions and what it did; rows are only added.
create table public.subscription_events (
    id uuid not null default app.uuid7(),
    agency_id uuid not null references public.agencies (id),
    subscription_id uuid not null,
    plan_key text not null,
    effect public.subscription_effect not null,
    event_type text not null check (length(event_type) between 1 and 100),
    status public.subscription_status not null,
    reason text,
    paid_until timestamptz,
    reference text check (length(reference) between 1 and 200),
    occurred_at timestamptz not null default app.now(),
    metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object' and length(metadata::text) <= 16384),
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint subscription_events_reference_key unique (agency_id, reference, effect, subscription_id),
    constraint subscription_events_subscription_id_fkey foreign key (agency_id, subscription_id)
        references public.subscriptions (agency_id, id) on delete cascade
);
comment on column public.subscription_events.event_type is 'as whoever is paid calls it';
comment on column public.subscription_events.status is 'the subscription''s afterwards; of what was refused: what it would have become';
comment on column public.subscription_events.paid_until is 'of a start or a renewal: the end of what was paid for';
comment on column public.subscription_events.reference is 'what it is known by where it came from: said again, it does nothing';

create index subscription_events_subscription on public.subscription_events (agency_id, subscription_id, created_at desc, id desc);
create index subscription_events_list on public.subscription_events (agency_id, created_at desc, id desc);
create index subscription_events_sync on public.subscription_events (agency_id, updated_at, id);

call internal.protect('public.subscription_events');
create policy read on public.subscription_events for select using (agency_id = app.agency_id() and app.writes_all());
comment on policy read on public.subscription_events is 'admins and owners: their agency''s; billing functions write';
grant select on public.subscription_events to stagefy_api, stagefy_jobs, stagefy_read;
create trigger touch before update on public.subscription_events
    for each row execute function app.touch_row();
create trigger changes after insert or update or delete on public.subscription_events
    for each row execute function internal.record_change('settings', 'metadata');

-- The same edges as src/billing/subscription_edges.def; tests/api/subscriptions.test.js compares them.
create function billing.subscription_edges() returns table (source text, target text)
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
    return query values
        ('active', 'past_due'), ('active', 'paused'), ('active', 'cancelled'), ('past_due', 'active'), ('past_due', 'paused'),
        ('past_due', 'cancelled'), ('paused', 'active'), ('paused', 'cancelled');
end
$$;
grant execute on function billing.subscription_edges() to stagefy_definer;

set role stagefy_definer;

-- Contract: p_count months or years behind p_from by the clocks of p_zone: the same day and hour, or the last day of a month that has
-- no such day. Of 31 January: 28 February is one month, 31 March two; so whoever counts does it from the first one.
create function billing.period_end(p_from timestamptz, p_interval text, p_count int, p_zone text) returns timestamptz
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return ((p_from at time zone p_zone) + p_count * case p_interval when 'monthly' then interval '1 month' when 'yearly' then interval '1 year' end)
           at time zone p_zone;
end
$$;

-- Contract: of p_agency's subscriptions one change at a time, until the transaction ends. Whoever takes several does it in their order.
create function internal.lock_subscriptions(p_agency uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('billing.subscriptions ' || p_agency, 0));
end
$$;

-- Contract: when month p_month of p_subscription begins.
create function internal.month_start(p_subscription public.subscriptions, p_month int) returns timestamptz
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return billing.period_end(p_subscription.anchor_at, 'monthly', p_month - p_subscription.anchor_month,
                              (select a.time_zone from public.agencies a where a.id = p_subscription.agency_id));
end
$$;

-- Contract: whether what p_event refers to has had this effect already.
create function internal.subscription_event_known(p_agency uuid, p_subscription uuid, p_effect text, p_event jsonb) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return exists (select from public.subscription_events e
                   where e.agency_id = p_agency and e.reference = p_event ->> 'reference' and e.effect = p_effect
                     and (p_subscription is null or e.subscription_id = p_subscription));
end
$$;

-- Contract: writes p_event down: what it did to p_subscription, which is now as it is given. p_event: {"event_type", "occurred_at",
-- "reference", "metadata"}, each may be missing, and so may p_event.
create function internal.note_subscription(p_subscription public.subscriptions, p_effect text, p_reason text, p_event jsonb, p_status text default null,
                                           p_paid_until timestamptz default null) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.subscription_events (agency_id, subscription_id, plan_key, effect, event_type, status, reason, paid_until, reference,
                                            occurred_at, metadata)
    values (p_subscription.agency_id, p_subscription.id, (select p.key from public.plans p where p.id = p_subscription.plan_id), p_effect,
            coalesce(left(p_event ->> 'event_type', 100), p_effect), coalesce(p_status, p_subscription.status), p_reason,
            p_paid_until, left(p_event ->> 'reference', 200), coalesce((p_event ->> 'occurred_at')::timestamptz, app.now()),
            coalesce(p_event -> 'metadata', '{}'))
    on conflict on constraint subscription_events_reference_key do nothing;
end
$$;

-- Contract: what is left of the grants of p_agency's plans beyond p_keep goes, the oldest first, but for what work that began in time
-- still holds.
create function internal.cut_plan_credits(p_agency uuid, p_keep int) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    account public.credit_accounts := internal.lock_account(p_agency);
    one public.credit_grants;
    excess int;
begin
    select least(sum(g.remaining) - p_keep, account.balance - account.held) into excess
    from public.credit_grants g where g.agency_id = p_agency and g.kind = 'plan' and g.remaining > 0;
    for one in select * from public.credit_grants g where g.agency_id = p_agency and g.kind = 'plan' and g.remaining > 0
               order by g.expires_at, g.created_at, g.id loop
        exit when coalesce(excess, 0) <= 0;
        perform internal.let_expire(one, least(one.remaining, excess));
        excess := excess - least(one.remaining, excess);
    end loop;
end
$$;

-- Contract: the credits of each month of the subscription that is paid for and has begun, once; and when the next one begins. What is
-- left of former months stays as far as the plan lets it. Locked by the caller.
create function internal.grant_months(p_agency uuid, p_subscription uuid) returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    s public.subscriptions;
    plan public.plans;
    first int;
    fades timestamptz; -- what is granted now, where nothing stays
begin
    select * into strict s from public.subscriptions x where x.agency_id = p_agency and x.id = p_subscription for update;
    select * into strict plan from public.plans x where x.id = s.plan_id;
    first := s.granted_months;
    while s.status = 'active' and s.granted_months < s.paid_months and internal.month_start(s, s.granted_months) <= app.now() loop
        s.granted_months := s.granted_months + 1;
    end loop;
    -- months that come late together last as long as the latest of them
    fades := case when plan.rollover_cap = 0 then internal.month_start(s, s.granted_months) end;
    if s.granted_months > first and first > 0 and plan.rollover_cap is not null then
        perform internal.cut_plan_credits(p_agency, plan.rollover_cap);
    end if;
    if s.monthly_credits > 0 then
        perform billing.grant(p_agency, 'plan', s.monthly_credits, format('subscription %s month %s', s.id, n), 10, fades,
                              plan.name ->> 'en', jsonb_build_object('subscription_id', s.id))
        from generate_series(first, s.granted_months - 1) n;
    end if;
    s.next_grant_at := case when s.status = 'active' and s.granted_months < s.paid_months then internal.month_start(s, s.granted_months) end;
    update public.subscriptions x set granted_months = s.granted_months, next_grant_at = s.next_grant_at
    where x.agency_id = p_agency and x.id = p_subscription
      and (x.granted_months, x.next_grant_at) is distinct from (s.granted_months, s.next_grant_at);
    return s.granted_months - first;
end
$$;

-- Contract: the plan, which must be one to subscribe to. Raises SF422 /plan_id.
create function internal.subscribable(p_plan uuid) returns public.plans
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    plan public.plans;
begin
    select * into plan from public.plans p where p.id = p_plan and p.kind = 'subscription';
    if plan.id is null then
        perform app.fail('SF422', 'is no plan to subscribe to', '{"pointer": "/plan_id", "code": "not_found"}');
    end if;
    return plan;
end
$$;

-- Contract: which subscription p_provider means by p_provider_ref, of whichever agency; no row for none.
create function billing.find_subscription(p_provider text, p_provider_ref text) returns table (agency_id uuid, id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select s.agency_id, s.id from public.subscriptions s
    where s.provider = p_provider and s.provider_ref = p_provider_ref
    order by s.status = 'cancelled', s.created_at desc limit 1;
end
$$;

-- Contract: p_status for p_subscription, by an edge of the table. One that it has already does nothing and answers true; where no
-- edge leads it is written down and answers false. What is cancelled has ended for good: another one begins.
create function billing.move_subscription(p_agency uuid, p_subscription uuid, p_status text, p_reason text, p_event jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    s public.subscriptions;
begin
    perform internal.lock_subscriptions(p_agency);
    select * into s from public.subscriptions x where x.agency_id = p_agency and x.id = p_subscription for update;
    if s.id is null then
        return false;
    elsif s.status = p_status or internal.subscription_event_known(p_agency, p_subscription, 'moved', p_event) then
        return true;
    elsif not exists (select from billing.subscription_edges() e where e.source = s.status and e.target = p_status) then
        perform internal.note_subscription(s, 'refused', p_reason, p_event, p_status);
        return false;
    end if;
    update public.subscriptions x
    set status = p_status, status_reason = p_reason, synced_at = app.now(), next_grant_at = null,
        ended_at = case when p_status = 'cancelled' then app.now() end,
        cancel_at_period_end = x.cancel_at_period_end and p_status <> 'cancelled',
        next_plan_id = case when p_status <> 'cancelled' then x.next_plan_id end
    where x.agency_id = p_agency and x.id = p_subscription
    returning * into s;
    perform internal.note_subscription(s, 'moved', p_reason, p_event);
    perform internal.grant_months(p_agency, p_subscription);
    return true;
end
$$;

-- Contract: a subscription of p_agency from p_from on (NULL: now), paid for until p_until (NULL: one interval), with its first month's
-- credits; a former one that is live ends by the reason replaced. p_price and p_currency NULL: the plan's. Answers its id; the same
-- p_provider_ref or reference in p_event again answers the first one's and does nothing. Raises SF422 /plan_id.
create function billing.start_subscription(p_agency uuid, p_plan uuid, p_interval text, p_provider text, p_provider_ref text,
    p_from timestamptz, p_until timestamptz, p_price numeric, p_currency text, p_event jsonb) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    plan public.plans := internal.subscribable(p_plan);
    zone text := (select a.time_zone from public.agencies a where a.id = p_agency);
    s public.subscriptions;
    former uuid;
begin
    perform internal.lock_subscriptions(p_agency);
    select x.id into former from public.subscriptions x
    where x.agency_id = p_agency and x.provider = p_provider and x.provider_ref = p_provider_ref;
    if former is null then
        select e.subscription_id into former from public.subscription_events e
        where e.agency_id = p_agency and e.reference = p_event ->> 'reference' and e.effect = 'started';
    end if;
    if former is not null then
        return former;
    end if;
    perform billing.move_subscription(p_agency, x.id, 'cancelled', 'replaced', null)
    from public.subscriptions x where x.agency_id = p_agency and x.status <> 'cancelled';
    insert into public.subscriptions (agency_id, plan_id, provider, provider_ref, "interval", status_reason, monthly_credits, price, currency,
                                      started_at, current_period_start, current_period_end, anchor_at, paid_months)
    select p_agency, plan.id, p_provider, p_provider_ref, p_interval, 'started', plan.credits,
           coalesce(p_price, case p_interval when 'yearly' then plan.price_yearly else plan.price_monthly end, 0), coalesce(p_currency, plan.currency),
           f.begins, f.begins, coalesce(p_until, billing.period_end(f.begins, p_interval, 1, zone)), f.begins,
           case p_interval when 'yearly' then 12 else 1 end
    from (select coalesce(p_from, app.now()) as begins) f
    returning * into s;
    perform internal.note_subscription(s, 'started', 'started', p_event, null, s.current_period_end);
    perform internal.grant_months(p_agency, s.id);
    return s.id;
end
$$;

-- Contract: p_subscription is paid for one interval more, that ends at p_until (NULL: the next one, or the one that now lies in when that
-- is over); a plan that waits for the renewal takes effect. Answers whether that is news: not when it was said before (the same end, or
-- the same reference), and not of what has ended, which is written down. Renewals may come in any order: an interval that was passed
-- over is made up for when it is heard of, and what is never heard of was not paid for.
create function billing.renew_subscription(p_agency uuid, p_subscription uuid, p_until timestamptz, p_event jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    s public.subscriptions;
    plan public.plans;
    step int;
    ends timestamptz;
    passed_over int := 0;
begin
    perform internal.lock_subscriptions(p_agency);
    select * into s from public.subscriptions x where x.agency_id = p_agency and x.id = p_subscription for update;
    if s.id is null or p_until <= s.started_at or internal.subscription_event_known(p_agency, p_subscription, 'renewed', p_event)
       or exists (select from public.subscription_events e
                  where e.agency_id = p_agency and e.subscription_id = p_subscription
                    and e.paid_until between p_until - interval '1 day' and p_until + interval '1 day') then
        return false;
    elsif s.status = 'cancelled' then
        perform internal.note_subscription(s, 'refused', 'has_ended', p_event, 'active');
        return false;
    end if;
    step := case s."interval" when 'yearly' then 12 else 1 end;

    if p_until < s.current_period_end then
        update public.subscriptions x
        set paid_months = x.paid_months + step, anchor_month = x.anchor_month + step, synced_at = app.now()
        where x.agency_id = p_agency and x.id = p_subscription returning * into s;
        perform internal.note_subscription(s, 'renewed', 'made_up', p_event, null, p_until);
        perform internal.grant_months(p_agency, p_subscription);
        return true;
    end if;

    loop
        ends := internal.month_start(s, s.paid_months + step);
        exit when passed_over = 240 or coalesce(p_until <= ends + interval '2 days', ends > app.now());
        passed_over := passed_over + 1;
        s.anchor_month := s.anchor_month - step;
    end loop;
    if abs(extract(epoch from p_until - ends)) > 2 * 86400 then
        -- whoever is paid counts from another day
        s.anchor_at := greatest(s.current_period_end, billing.period_end(p_until, s."interval", -1,
                                (select a.time_zone from public.agencies a where a.id = p_agency)));
        s.anchor_month := s.paid_months;
    end if;
    select * into strict plan from public.plans x where x.id = coalesce(s.next_plan_id, s.plan_id);
    update public.subscriptions x
    set status = 'active', status_reason = 'renewed', synced_at = app.now(), plan_id = plan.id, next_plan_id = null,
        monthly_credits = case when s.next_plan_id is null then s.monthly_credits else plan.credits end,
        price = case when s.next_plan_id is null then s.price
                     else coalesce(case s."interval" when 'yearly' then plan.price_yearly else plan.price_monthly end, 0) end,
        current_period_start = case passed_over when 0 then s.current_period_end else internal.month_start(s, s.paid_months) end,
        current_period_end = coalesce(p_until, ends), anchor_at = s.anchor_at, anchor_month = s.anchor_month, paid_months = s.paid_months + step
    where x.agency_id = p_agency and x.id = p_subscription
    returning * into s;
    perform internal.note_subscription(s, 'renewed', 'renewed', p_event, null, s.current_period_end);
    perform internal.grant_months(p_agency, p_subscription);
    return true;
end
$$;

-- Contract: another plan for p_subscription. p_at_period_end: from its next renewal on (NULL: what waits for it is taken back). Now: at
-- once, at the plan's price, with what its month gives more than the former one's, once a month and plan. Answers whether it is so now:
-- not of one that has ended. Raises SF422 /plan_id.
create function billing.change_plan(p_agency uuid, p_subscription uuid, p_plan uuid, p_at_period_end boolean, p_event jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    s public.subscriptions;
    plan public.plans;
    former int;
begin
    if p_plan is not null or not p_at_period_end then
        plan := internal.subscribable(p_plan);
    end if;
    perform internal.lock_subscriptions(p_agency);
    select * into s from public.subscriptions x where x.agency_id = p_agency and x.id = p_subscription for update;
    if s.id is null or s.status = 'cancelled' then
        return false;
    elsif internal.subscription_event_known(p_agency, p_subscription, case when p_at_period_end then 'planned' else 'changed' end, p_event) then
        return true;
    elsif p_at_period_end then
        update public.subscriptions x set next_plan_id = nullif(plan.id, x.plan_id), synced_at = app.now()
        where x.agency_id = p_agency and x.id = p_subscription returning * into s;
        perform internal.note_subscription(s, 'planned', coalesce(plan.key, 'taken_back'), p_event);
        return true;
    end if;
    former := s.monthly_credits;
    update public.subscriptions x
    set plan_id = plan.id, next_plan_id = null, monthly_credits = plan.credits, synced_at = app.now(),
        price = coalesce(case x."interval" when 'yearly' then plan.price_yearly else plan.price_monthly end, 0)
    where x.agency_id = p_agency and x.id = p_subscription returning * into s;
    perform internal.note_subscription(s, 'changed', plan.key, p_event);
    if s.status = 'active' and s.granted_months > 0 and plan.credits > former then
        perform billing.grant(p_agency, 'plan', plan.credits - former,
                              format('subscription %s month %s plan %s', s.id, s.granted_months - 1, plan.key), 10,
                              case when plan.rollover_cap = 0 then internal.month_start(s, s.granted_months) end,
                              plan.name ->> 'en', jsonb_build_object('subscription_id', s.id));
    end if;
    return true;
end
$$;

-- Contract: p_subscription ends with the period that it is paid for (p_ends), or goes on after all. What is paused goes on at once
-- when it is to go on. Answers whether it is so now: not of one that has ended.
create function billing.end_with_period(p_agency uuid, p_subscription uuid, p_ends boolean, p_event jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    s public.subscriptions;
begin
    perform internal.lock_subscriptions(p_agency);
    select * into s from public.subscriptions x where x.agency_id = p_agency and x.id = p_subscription for update;
    if s.id is null or s.status = 'cancelled' then
        return false;
    end if;
    if s.cancel_at_period_end <> p_ends and not internal.subscription_event_known(p_agency, p_subscription, case when p_ends then 'ending' else 'kept' end, p_event) then
        update public.subscriptions x set cancel_at_period_end = p_ends, synced_at = app.now()
        where x.agency_id = p_agency and x.id = p_subscription returning * into s;
        perform internal.note_subscription(s, case when p_ends then 'ending' else 'kept' end, case when p_ends then 'asked' else 'taken_back' end, p_event);
    end if;
    if s.status = 'paused' and not p_ends then
        return billing.move_subscription(p_agency, p_subscription, 'active', 'resumed', p_event);
    end if;
    return true;
end
$$;

-- Contract: for stagefy_jobs: ends what was to end with a period that is over, renews what nobody is paid for, and gives the credits of
-- months that have begun; of p_most agencies at a time. One that cannot be dealt with keeps nobody else from it. Answers how many
-- were, how many were not, and why the last of those was not.
create function billing.grant_due(p_most int, out done int, out failed int, out why text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    due record;
    s public.subscriptions;
begin
    done := 0;
    failed := 0;
    for due in
        select d.agency_id, d.id
        from (select x.agency_id, x.id, x.next_grant_at as since from public.subscriptions x where x.next_grant_at <= app.now()
              union
              select x.agency_id, x.id, x.current_period_end from public.subscriptions x
              where x.status <> 'cancelled' and x.current_period_end <= app.now()
                and (x.cancel_at_period_end or x.provider = 'none' and x.status = 'active')
              order by since limit p_most) d
        group by d.agency_id, d.id order by d.agency_id
    loop
        begin
            perform internal.lock_subscriptions(due.agency_id);
            select * into s from public.subscriptions x where x.agency_id = due.agency_id and x.id = due.id for update;
            while s.status = 'active' and s.provider = 'none' and not s.cancel_at_period_end and s.current_period_end <= app.now() loop
                perform billing.renew_subscription(s.agency_id, s.id, internal.month_start(s, s.paid_months + case s."interval" when 'yearly' then 12 else 1 end), null);
                select * into s from public.subscriptions x where x.agency_id = due.agency_id and x.id = due.id;
            end loop;
            if s.status = 'active' then
                perform internal.grant_months(s.agency_id, s.id);
            end if;
            if s.status <> 'cancelled' and s.cancel_at_period_end and s.current_period_end <= app.now() then
                perform billing.move_subscription(s.agency_id, s.id, 'cancelled', 'period_over', null);
            end if;
            done := done + 1;
        exception when others then
            failed := failed + 1;
            why := sqlerrm;
        end;
    end loop;
end
$$;
grant execute on function billing.grant_due(int) to stagefy_jobs;
grant execute on function billing.period_end(timestamptz, text, int, text) to stagefy_api, stagefy_jobs;

reset role;

commit;

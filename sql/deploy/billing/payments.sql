-- SPDX-License-Identifier: Apache-2.0
-- What agencies pay: a row before anybody is sent to pay, and one for each renewal that was charged. What it says of plan, price and
-- credits is what was agreed on that day.
begin;

create domain public.payment_kind as text check (value in ('subscription', 'renewal', 'pack'));
create domain public.payment_state as text check (value in ('pending', 'complete', 'cancelled', 'failed', 'refunded'));

call internal.add_notification_kinds('payment_success', 'payment_failed', 'subscription_renewal');

create table public.payments (
    id uuid not null default app.uuid7(),
    agency_id uuid not null references public.agencies (id),
    user_id uuid,
    kind public.payment_kind not null,
    state public.payment_state not null default 'pending',
    note text check (note ~ '^[a-z][a-z0-9_]{0,59}$'),
    plan_id uuid not null references public.plans (id),
    "interval" public.billing_interval,
    subscription_id uuid,
    description text not null check (length(description) between 1 and 100),
    credits int not null check (credits >= 0),
    amount numeric(14, 2) not null check (amount >= 0),
    fee numeric(14, 2),
    currency public.currency_code not null,
    provider public.billing_source not null default 'payfast',
    provider_ref text check (length(provider_ref) between 1 and 100),
    paid_at timestamptz,
    refund_reason text check (length(refund_reason) between 3 and 255),
    refund_asked_at timestamptz,
    refund_error text check (length(refund_error) <= 500),
    refunded_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint payments_user_id_fkey foreign key (agency_id, user_id) references public.memberships (agency_id, user_id),
    constraint payments_subscription_id_fkey foreign key (agency_id, subscription_id)
        references public.subscriptions (agency_id, id) on delete set null (subscription_id),
    constraint payments_provider_ref_key unique (agency_id, provider, provider_ref),
    constraint payments_interval_check check ((kind = 'pack') = ("interval" is null)),
    constraint payments_state_check check (case state when 'pending' then paid_at is null when 'complete' then paid_at is not null
                                                       when 'refunded' then refunded_at is not null and paid_at is not null else true end)
);
comment on column public.payments.user_id is 'who went to pay; NULL: a renewal, which nobody asks for';
comment on column public.payments.note is 'why it is in its state, as a word';
comment on column public.payments.fee is 'what whoever was paid keeps of it';
comment on column public.payments.provider_ref is 'what whoever was paid knows it by: PayFast''s pf_payment_id';
comment on column public.payments.paid_at is 'when it was known to be paid; of one that failed: money came, and nothing was given for it';

create index payments_list on public.payments (agency_id, created_at desc, id desc);
create index payments_sync on public.payments (agency_id, updated_at, id);
create index payments_state on public.payments (agency_id, state, created_at desc, id desc);
create index payments_kind on public.payments (agency_id, kind, created_at desc, id desc);
create index payments_subscription on public.payments (agency_id, subscription_id, created_at desc, id desc) where subscription_id is not null;
create index payments_user on public.payments (agency_id, user_id) where user_id is not null;
create index payments_plan on public.payments (plan_id);
-- Asked without an agency, by definer functions only.
create index payments_id on public.payments (id) where provider = 'payfast';
create index payments_pending on public.payments (created_at) where state = 'pending';

call internal.protect('public.payments');
create policy read on public.payments for select using (agency_id = app.agency_id() and app.writes_all());
comment on policy read on public.payments is 'admins and owners: their agency''s; billing functions write';
grant select on public.payments to stagefy_api, stagefy_jobs, stagefy_read;
create trigger touch before update on public.payments
    for each row execute function app.touch_row('agency_id', 'kind', 'plan_id', 'interval', 'credits', 'amount', 'currency', 'provider');
create trigger changes after insert or update or delete on public.payments
    for each row execute function internal.record_change('settings');

-- Every charge that was applied, whoever's: its number counts once.
create table internal.payfast_payments (
    pf_payment_id text primary key check (length(pf_payment_id) between 1 and 100),
    agency_id uuid not null,
    payment_id uuid not null,
    amount numeric(14, 2) not null,
    token text,
    created_at timestamptz not null default app.now(),
    foreign key (agency_id, payment_id) references public.payments (agency_id, id) on delete cascade
);
call internal.protect('internal.payfast_payments');
create index payfast_payments_payment on internal.payfast_payments (agency_id, payment_id);

-- What PayFast said of a subscription when it was last asked, or told to do something.
create table internal.payfast_subscriptions (
    agency_id uuid not null,
    subscription_id uuid not null,
    state text not null check (length(state) <= 40),
    seen_at timestamptz not null default app.now(),
    primary key (agency_id, subscription_id),
    foreign key (agency_id, subscription_id) references public.subscriptions (agency_id, id) on delete cascade
);
call internal.protect('internal.payfast_subscriptions');

set role stagefy_definer;

-- Contract: refuses whoever may not spend the agency's money.
create function internal.check_payer() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if app.agency_id() is null or app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner pays for the agency', '{"needs": "admin"}');
    end if;
end
$$;

-- Contract: the live subscription of the caller's agency, or none.
create function internal.live_subscription() returns public.subscriptions
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    s public.subscriptions;
begin
    select * into s from public.subscriptions x where x.agency_id = app.agency_id() and x.status <> 'cancelled';
    return s;
end
$$;

-- Contract: the payment p_id, pending, for p_plan by p_interval (NULL: of a pack), and what PayFast's form says of it. Raises SF403;
-- SF422 /plan_id, /interval; SF409 with reason: same_plan, other_provider (Clerk would go on charging), sandbox.
create function billing.begin_checkout(p_id uuid, p_plan uuid, p_interval text)
returns table (amount numeric, item_name text, item_description text, frequency text, full_name text, email text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    plan public.plans;
    live public.subscriptions := internal.live_subscription();
    price numeric;
    french boolean;
    words text;
begin
    perform internal.check_payer();
    select * into plan from public.plans p where p.id = p_plan and p.active and p.billing_source = 'payfast';
    price := case when plan.kind = 'pack' then plan.price_once when p_interval = 'yearly' then plan.price_yearly else plan.price_monthly end;
    if plan.id is null or plan.currency <> 'ZAR' then
        perform app.fail('SF422', 'cannot be bought through PayFast', '{"pointer": "/plan_id", "code": "not_found"}');
    elsif (plan.kind = 'pack') <> (p_interval is null) then
        perform app.fail('SF422', case plan.kind when 'pack' then 'a pack is paid once' else 'is needed: monthly or yearly' end,
                         jsonb_build_object('pointer', '/interval', 'code', case plan.kind when 'pack' then 'not_allowed' else 'required' end));
    elsif price is null or price < 5 then
        perform app.fail('SF422', 'is not sold so, or for less than PayFast takes (5.00)', '{"pointer": "/interval", "code": "not_sold"}');
    elsif exists (select from public.agencies a where a.id = app.agency_id() and a.sandbox_of is not null) then
        perform app.fail('SF409', 'nothing is paid for in a sandbox', '{"reason": "sandbox"}');
    elsif plan.kind = 'subscription' and live.provider = 'clerk' then
        perform app.fail('SF409', 'end the subscription that is paid through Clerk first', '{"reason": "other_provider"}');
    elsif plan.kind = 'subscription' and live.plan_id = plan.id and live."interval" = p_interval and live.provider = 'payfast'
          and live.status = 'active' and not live.cancel_at_period_end then
        perform app.fail('SF409', 'the agency has this plan', '{"reason": "same_plan"}');
    end if;
    french := (select mail.language(u.locale, a.locale) = 'fr' from public.users u, public.agencies a where u.id = app.user_id() and a.id = app.agency_id());
    words := coalesce(plan.name ->> case when french then 'fr' else 'en' end, plan.name ->> 'en', plan.key);
    insert into public.payments (id, agency_id, user_id, kind, plan_id, "interval", description, credits, amount, currency)
    values (p_id, app.agency_id(), (select m.user_id from public.memberships m where m.agency_id = app.agency_id() and m.user_id = app.user_id()),
            plan.kind, plan.id, p_interval, left('Stagefy ' || words, 100), plan.credits, price, plan.currency);
    perform inbox.wake('payfast', 'payment ' || p_id);
    return query
    select price, left('Stagefy ' || words, 100), left(a.name, 255), case p_interval when 'monthly' then '3' when 'yearly' then '6' end,
           u.full_name, u.email::text
    from public.users u, public.agencies a where u.id = app.user_id() and a.id = app.agency_id();
end
$$;

-- Contract: somebody came back from paying without having paid. Money that comes all the same is taken. Answers whether there is such
-- a payment of the caller's agency.
create function billing.give_up_payment(p_id uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.check_payer();
    update public.payments p set state = 'cancelled', note = 'given_up'
    where p.agency_id = app.agency_id() and p.id = p_id and p.state = 'pending';
    return found or exists (select from public.payments p where p.agency_id = app.agency_id() and p.id = p_id);
end
$$;

grant execute on function billing.begin_checkout(uuid, uuid, text), billing.give_up_payment(uuid) to stagefy_api;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What PayFast says, and what is said to PayFast. Its notifications come repeated, late and in any order; each charge counts once.
-- What a subscription should be stands in public.subscriptions; the job payfast.sync makes PayFast agree with it, however often it runs.
begin;

set role stagefy_definer;

-- Contract: the job that makes PayFast agree with a subscription of ours. p_cycles: how many charges a pause leaves out. p_unique: only
-- unless one is asked for; one that is at work may have read what is no longer so.
create function internal.ask_sync(p_agency uuid, p_subscription uuid, p_cycles int default null, p_unique text default null) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    perform work.enqueue_platform('payfast.sync',
                                  jsonb_strip_nulls(jsonb_build_object('agency_id', p_agency, 'subscription_id', p_subscription, 'cycles', p_cycles)),
                                  p_unique)
    from public.subscriptions s
    where s.agency_id = p_agency and s.id = p_subscription and s.provider = 'payfast' and s.provider_ref is not null;
end
$$;

create function internal.note_payfast_state(p_agency uuid, p_subscription uuid, p_state text) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    insert into internal.payfast_subscriptions as f (agency_id, subscription_id, state) values (p_agency, p_subscription, left(upper(p_state), 40))
    on conflict (agency_id, subscription_id) do update set state = excluded.state, seen_at = app.now();
end
$$;

create function internal.tell_payment(p_payment public.payments, p_kind text) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    perform notify.tell_managers(p_payment.agency_id, p_kind,
                                 jsonb_build_object('description', p_payment.description, 'amount', p_payment.amount::text, 'currency', p_payment.currency,
                                                    'why', coalesce(p_payment.note, '')),
                                 'payments', p_payment.id, null);
end
$$;

-- What is found out about a notification: what becomes of the event, whose it is, and what was looked at.
create type internal.payfast_verdict as (state text, note text, agency_id uuid, waits_for text, checks jsonb);

create function internal.payfast_verdict(p_state text, p_note text, p_agency uuid default null, p_checks jsonb default '{}', p_waits_for text default null)
returns internal.payfast_verdict
language sql immutable as $$ select (p_state, p_note, p_agency, p_waits_for, p_checks)::internal.payfast_verdict $$;

-- What an event tells subscription_events.
create function internal.payfast_event(p_itn jsonb) returns jsonb
language sql immutable as $$
    select jsonb_build_object('event_type', 'payfast.' || lower(p_itn ->> 'payment_status'),
                              'reference', 'payfast ' || coalesce(nullif(p_itn ->> 'pf_payment_id', ''), 'end ' || (p_itn ->> 'token')),
                              'metadata', jsonb_strip_nulls(jsonb_build_object('pf_payment_id', nullif(p_itn ->> 'pf_payment_id', ''),
                                                                              'amount_gross', nullif(p_itn ->> 'amount_gross', ''))))
$$;

-- Contract: the payment that a notification is about, if it can be one of ours.
create function internal.payment_number(p_itn jsonb) returns uuid
language sql immutable as $$
    select case when p_itn ->> 'm_payment_id' ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then (p_itn ->> 'm_payment_id')::uuid end
$$;

-- Contract: the number of a charge, once: NULL when it is p_payment's from now on, else what it was taken for before.
create function internal.claim_charge(p_payment public.payments, p_itn jsonb) returns internal.payfast_payments
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    known internal.payfast_payments;
begin
    insert into internal.payfast_payments (pf_payment_id, agency_id, payment_id, amount, token)
    values (p_itn ->> 'pf_payment_id', p_payment.agency_id, p_payment.id, p_payment.amount, nullif(p_itn ->> 'token', ''))
    on conflict (pf_payment_id) do nothing;
    if not found then
        select * into known from internal.payfast_payments k where k.pf_payment_id = p_itn ->> 'pf_payment_id';
    end if;
    return known;
end
$$;

-- Contract: a charge that was taken before is said once more: nothing happens, and a different amount is somebody's mistake or worse.
create function internal.payfast_known(p_known internal.payfast_payments, p_amount numeric) returns internal.payfast_verdict
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if p_known.amount is distinct from p_amount then
        return internal.payfast_verdict('refused', format('this charge was %s when it came first', p_known.amount), p_known.agency_id,
                                        '{"payment": "known", "amount": "differs"}');
    end if;
    return internal.payfast_verdict('ignored', 'this charge is known', p_known.agency_id, '{"payment": "known", "amount": "right"}');
end
$$;

-- Contract: what was paid is given: p_payment, locked by the caller, is complete.
create function internal.complete_payment(p_payment public.payments, p_itn jsonb) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    payment public.payments;
    former public.subscriptions;
    begun uuid;
begin
    if p_payment.kind = 'pack' then
        perform billing.grant(p_payment.agency_id, 'purchase', p_payment.credits, 'payment ' || p_payment.id, 30, null, p_payment.description,
                              jsonb_build_object('payment_id', p_payment.id, 'user_id', p_payment.user_id));
    else
        select * into former from public.subscriptions s where s.agency_id = p_payment.agency_id and s.status <> 'cancelled';
        begun := billing.start_subscription(p_payment.agency_id, p_payment.plan_id, p_payment."interval", 'payfast', nullif(p_itn ->> 'token', ''),
                                            null, null, p_payment.amount, p_payment.currency, internal.payfast_event(p_itn));
        if former.id <> begun then
            perform internal.ask_sync(former.agency_id, former.id);
        end if;
        perform internal.note_payfast_state(p_payment.agency_id, begun, 'ACTIVE');
        if p_itn ->> 'token' <> '' then
            perform inbox.wake('payfast', 'token ' || (p_itn ->> 'token'));
        end if;
    end if;
    update public.payments p
    set state = 'complete', note = null, paid_at = app.now(), provider_ref = p_itn ->> 'pf_payment_id', fee = -nullif(p_itn ->> 'amount_fee', '')::numeric,
        subscription_id = begun
    where p.agency_id = p_payment.agency_id and p.id = p_payment.id
    returning * into payment;
    perform internal.tell_payment(payment, 'payment_success');
end
$$;

-- Contract: a further charge of p_subscription. Money that comes for one that has ended is written down as a payment that failed, so that
-- somebody can give it back.
create function internal.renew_by_payfast(p_subscription public.subscriptions, p_itn jsonb, p_amount numeric) returns internal.payfast_verdict
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    s public.subscriptions := p_subscription;
    plan public.plans;
    next_price numeric;
    planned uuid := p_subscription.next_plan_id;
    payment public.payments;
    known internal.payfast_payments;
    checks jsonb := '{"payment": "renewal", "amount": "right", "currency": "right"}';
begin
    select * into strict plan from public.plans p where p.id = coalesce(s.next_plan_id, s.plan_id);
    next_price := case when s.next_plan_id is null then s.price when s."interval" = 'yearly' then plan.price_yearly else plan.price_monthly end;
    select * into known from internal.payfast_payments k where k.pf_payment_id = p_itn ->> 'pf_payment_id';
    if known.pf_payment_id is not null then
        return internal.payfast_known(known, p_amount);
    elsif p_amount is distinct from next_price and p_amount is distinct from s.price then
        return internal.payfast_verdict('refused', format('%s instead of %s', coalesce(p_amount::text, 'no amount'), next_price), s.agency_id,
                                        checks || '{"amount": "wrong"}');
    elsif s.currency <> 'ZAR' or coalesce(p_itn ->> 'currency', '') not in ('', 'ZAR') then
        return internal.payfast_verdict('refused', 'PayFast charges in ZAR', s.agency_id, checks || '{"currency": "wrong"}');
    end if;
    -- charged at the price of before: the other plan did not reach PayFast in time, and waits for the next charge
    if planned is not null and p_amount <> next_price then
        perform billing.change_plan(s.agency_id, s.id, null, true, null);
        select * into strict plan from public.plans p where p.id = s.plan_id;
    end if;
    insert into public.payments (agency_id, kind, state, note, plan_id, "interval", subscription_id, description, credits, amount, currency,
                                 provider_ref, paid_at, fee)
    values (s.agency_id, 'renewal', case s.status when 'cancelled' then 'failed' else 'complete' end, case s.status when 'cancelled' then 'has_ended' end,
            plan.id, s."interval", s.id, left('Stagefy ' || coalesce(plan.name ->> 'en', plan.key), 100), plan.credits, p_amount, s.currency,
            p_itn ->> 'pf_payment_id', app.now(), -nullif(p_itn ->> 'amount_fee', '')::numeric)
    returning * into payment;
    perform internal.claim_charge(payment, p_itn);
    perform internal.tell_payment(payment, case s.status when 'cancelled' then 'payment_failed' else 'subscription_renewal' end);
    if not billing.renew_subscription(s.agency_id, s.id, null, internal.payfast_event(p_itn)) then
        return internal.payfast_verdict('refused', 'the subscription has ended: give the money back', s.agency_id, checks || '{"payment": "ended"}');
    end if;
    if planned is not null and p_amount <> next_price then
        perform billing.change_plan(s.agency_id, s.id, planned, true, null);
        perform internal.ask_sync(s.agency_id, s.id);
    end if;
    return internal.payfast_verdict('applied', null, s.agency_id, checks);
end
$$;

-- Contract: PayFast says that something was paid.
create function internal.payfast_paid(p_itn jsonb) returns internal.payfast_verdict
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    payment public.payments;
    s public.subscriptions;
    known internal.payfast_payments;
    amount numeric := nullif(p_itn ->> 'amount_gross', '')::numeric;
    token text := nullif(p_itn ->> 'token', '');
    ours uuid := internal.payment_number(p_itn);
begin
    if coalesce(p_itn ->> 'pf_payment_id', '') = '' then
        return internal.payfast_verdict('refused', 'a charge without a number', null, '{"payment": "unknown"}');
    end if;
    select * into payment from public.payments p where p.id = ours and p.provider = 'payfast' and p.kind <> 'renewal' for update;
    -- once the payment is locked: whoever pays for the first time makes the subscription while it holds that lock
    select x.* into s from billing.find_subscription('payfast', token) f join public.subscriptions x on x.agency_id = f.agency_id and x.id = f.id;
    select * into known from internal.payfast_payments k where k.pf_payment_id = p_itn ->> 'pf_payment_id';
    if known.pf_payment_id is not null then
        return internal.payfast_known(known, amount);
    elsif s.id is not null and (payment.id is null or payment.state in ('complete', 'refunded')) then
        perform internal.lock_subscriptions(s.agency_id);
        select * into s from public.subscriptions x where x.agency_id = s.agency_id and x.id = s.id for update;
        return internal.renew_by_payfast(s, p_itn, amount);
    elsif payment.id is null and (ours is not null or token is not null) then
        return internal.payfast_verdict('waiting', 'no payment of ours has this number', null, '{"payment": "unknown"}',
                                        case when ours is not null then 'payment ' || ours else 'token ' || token end);
    elsif payment.id is null then
        return internal.payfast_verdict('refused', 'no payment of ours has this number', null, '{"payment": "unknown"}');
    elsif payment.state in ('complete', 'refunded') then
        return internal.payfast_verdict('refused', 'it was paid before: give the money back', payment.agency_id, '{"payment": "paid"}');
    elsif amount is distinct from payment.amount then
        return internal.payfast_verdict('refused', format('%s instead of %s', coalesce(amount::text, 'no amount'), payment.amount), payment.agency_id,
                                        '{"payment": "known", "amount": "wrong"}');
    elsif payment.currency <> 'ZAR' or coalesce(p_itn ->> 'currency', '') not in ('', 'ZAR') then
        return internal.payfast_verdict('refused', 'PayFast charges in ZAR', payment.agency_id, '{"payment": "known", "amount": "right", "currency": "wrong"}');
    end if;
    known := internal.claim_charge(payment, p_itn);
    if known.pf_payment_id is not null then
        return internal.payfast_known(known, amount);
    end if;
    perform internal.complete_payment(payment, p_itn);
    return internal.payfast_verdict('applied', null, payment.agency_id, '{"payment": "known", "amount": "right", "currency": "right"}');
end
$$;

-- Contract: PayFast charges p_itn's subscription no more. What is paid for stays until it is over.
create function internal.payfast_ended(p_itn jsonb) returns internal.payfast_verdict
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    s public.subscriptions;
    token text := nullif(p_itn ->> 'token', '');
begin
    if token is null then
        return internal.payfast_verdict('ignored', 'it names no subscription');
    end if;
    select x.* into s from billing.find_subscription('payfast', token) f join public.subscriptions x on x.agency_id = f.agency_id and x.id = f.id;
    if s.id is null then
        return internal.payfast_verdict('waiting', 'no subscription has this token', null, '{"subscription": "unknown"}', 'token ' || token);
    end if;
    perform internal.lock_subscriptions(s.agency_id);
    select * into s from public.subscriptions x where x.agency_id = s.agency_id and x.id = s.id for update;
    perform internal.note_payfast_state(s.agency_id, s.id, 'CANCELLED');
    if s.status = 'cancelled' then
        return internal.payfast_verdict('applied', 'it had ended already', s.agency_id, '{"subscription": "known"}');
    elsif s.status = 'active' and s.current_period_end > app.now() then
        perform billing.end_with_period(s.agency_id, s.id, true, internal.payfast_event(p_itn));
    else
        perform billing.move_subscription(s.agency_id, s.id, 'cancelled', 'ended_at_payfast', internal.payfast_event(p_itn));
    end if;
    return internal.payfast_verdict('applied', null, s.agency_id, '{"subscription": "known"}');
end
$$;

-- Contract: for stagefy_jobs: applies the event p_event, whose notification p_itn is signed by PayFast, ours, and confirmed as p_checks
-- say; or finds out why not. Once, in whatever order and however often. Answers what became of it, NULL when there is nothing to do.
create function billing.apply_payfast(p_event uuid, p_itn jsonb, p_checks jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    verdict internal.payfast_verdict;
begin
    if not exists (select from inbox.event(p_event)) then
        return null;
    end if;
    verdict := case p_itn ->> 'payment_status'
        when 'COMPLETE' then internal.payfast_paid(p_itn)
        when 'CANCELLED' then internal.payfast_ended(p_itn)
        else internal.payfast_verdict('ignored', format('%s grants nothing', coalesce(nullif(left(p_itn ->> 'payment_status', 40), ''), 'a notification without a status')))
    end;
    if p_itn ->> 'payment_status' = 'FAILED' then
        update public.payments p set state = 'failed', note = 'failed_at_payfast'
        where p.id = internal.payment_number(p_itn) and p.provider = 'payfast' and p.state = 'pending';
    end if;
    perform inbox.note_checks(p_event, p_checks || coalesce(verdict.checks, '{}'));
    perform inbox.settle(p_event, verdict.state, verdict.note, verdict.agency_id, verdict.waits_for);
    return verdict.state;
end
$$;

-- Contract: for stagefy_jobs: what PayFast has to be told of a subscription of ours: whether it should be ended, or paused, and what it
-- charges. No row for one that it does not know.
create function billing.payfast_wants(p_agency uuid, p_subscription uuid) returns table (token text, wants text, amount numeric)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select s.provider_ref,
           case when s.status = 'cancelled' or s.cancel_at_period_end and s.current_period_end < app.now() + interval '3 days' then 'ended'
                when s.status = 'paused' then 'paused' else 'active' end,
           case when s.next_plan_id is null then s.price when s."interval" = 'yearly' then p.price_yearly else p.price_monthly end
    from public.subscriptions s left join public.plans p on p.id = s.next_plan_id
    where s.agency_id = p_agency and s.id = p_subscription and s.provider = 'payfast' and s.provider_ref is not null;
end
$$;

-- Contract: for stagefy_jobs: PayFast says that the subscription is p_state.
create function billing.note_payfast(p_agency uuid, p_subscription uuid, p_state text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.note_payfast_state(p_agency, p_subscription, p_state);
end
$$;

-- Contract: for stagefy_jobs: asks for the jobs that end at PayFast what should have ended there, forgets checkouts that nobody came back
-- from, and answers at most p_most subscriptions whose charge should have been heard of a day ago.
create function billing.payfast_overdue(p_most int) returns table (agency_id uuid, subscription_id uuid, token text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.ask_sync(s.agency_id, s.id, null, s.id::text)
    from public.subscriptions s left join internal.payfast_subscriptions f on f.agency_id = s.agency_id and f.subscription_id = s.id
    where s.provider = 'payfast' and s.provider_ref is not null and f.state is distinct from 'CANCELLED'
      and (s.status = 'cancelled' and s.ended_at > app.now() - interval '60 days'
           or s.status <> 'cancelled' and s.cancel_at_period_end and s.current_period_end < app.now() + interval '3 days')
    order by s.current_period_end limit 1000;
    update public.payments p set state = 'cancelled', note = 'not_paid'
    where p.state = 'pending' and p.created_at < app.now() - interval '3 days';
    return query
    select s.agency_id, s.id, s.provider_ref from public.subscriptions s
    left join internal.payfast_subscriptions f on f.agency_id = s.agency_id and f.subscription_id = s.id
    where s.provider = 'payfast' and s.provider_ref is not null and s.status in ('active', 'past_due') and not s.cancel_at_period_end
      and s.current_period_end < app.now() - interval '1 day'
    order by f.seen_at nulls first limit p_most;
end
$$;

-- Contract: for stagefy_jobs: a charge of the subscription is a day late, and PayFast says that it is p_state. It is past due, and ends
-- when PayFast has ended it or a week has gone by. Whoever manages the agency is told.
create function billing.note_overdue(p_agency uuid, p_subscription uuid, p_state text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    s public.subscriptions;
    why text;
begin
    perform internal.note_payfast_state(p_agency, p_subscription, p_state);
    perform internal.lock_subscriptions(p_agency);
    select * into s from public.subscriptions x where x.agency_id = p_agency and x.id = p_subscription for update;
    if s.id is null or s.status not in ('active', 'past_due') or s.current_period_end > app.now() - interval '1 day' then
        return null;
    end if;
    why := case when upper(p_state) in ('CANCELLED', 'COMPLETE', 'COMPLETED') then 'ended_at_payfast'
                when s.current_period_end < app.now() - interval '8 days' then 'not_paid' end;
    if why is null and s.status = 'past_due' then
        return s.status;
    end if;
    perform billing.move_subscription(p_agency, p_subscription, case when why is null then 'past_due' else 'cancelled' end, coalesce(why, 'not_paid'),
                                      jsonb_build_object('event_type', 'payfast.overdue', 'metadata', jsonb_build_object('payfast', left(p_state, 40))));
    if why is not null then
        perform internal.ask_sync(p_agency, p_subscription);
    end if;
    perform notify.tell_managers(p_agency, 'payment_failed',
                                 jsonb_build_object('description', (select 'Stagefy ' || coalesce(p.name ->> 'en', p.key) from public.plans p where p.id = s.plan_id),
                                                    'amount', s.price::text, 'currency', s.currency, 'why', case when why is null then 'late' else why end),
                                 'subscriptions', s.id, null);
    return case when why is null then 'past_due' else 'cancelled' end;
end
$$;

-- Contract: what the people of an agency ask of their subscription at PayFast: cancel (what is paid for stays until it is over), resume,
-- pause (leaves out p_cycles charges), change (to p_plan, which costs less, from the next charge on; the same plan: takes that back).
-- PayFast is told by a job. Raises SF403; SF404 when there is none; SF409 with reason: other_provider, ended_at_provider (only a new
-- checkout goes on), needs_checkout (it costs more), past_due; SF422 /plan_id.
create function billing.ask_subscription(p_verb text, p_plan uuid, p_cycles int) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    s public.subscriptions;
    plan public.plans;
    price numeric;
    event jsonb := jsonb_build_object('event_type', 'asked.' || p_verb, 'metadata', jsonb_build_object('user_id', app.user_id()));
begin
    perform internal.check_payer();
    perform internal.lock_subscriptions(app.agency_id());
    s := internal.live_subscription();
    if s.id is null then
        perform app.fail('SF404', 'the agency has no subscription');
    elsif s.provider <> 'payfast' then
        perform app.fail('SF409', 'this subscription is not paid through PayFast', '{"reason": "other_provider"}');
    elsif p_verb <> 'cancel' and exists (select from internal.payfast_subscriptions f where f.agency_id = s.agency_id and f.subscription_id = s.id
                                                                                       and f.state = 'CANCELLED') then
        perform app.fail('SF409', 'PayFast charges it no more: subscribe anew', '{"reason": "ended_at_provider"}');
    end if;
    case p_verb
    when 'cancel' then
        if s.status = 'active' then
            perform billing.end_with_period(s.agency_id, s.id, true, event);
        else
            perform billing.move_subscription(s.agency_id, s.id, 'cancelled', 'asked', event);
        end if;
    when 'resume' then
        perform billing.end_with_period(s.agency_id, s.id, false, event);
    when 'pause' then
        if s.status = 'past_due' then
            perform app.fail('SF409', 'what is due is paid first', '{"reason": "past_due"}');
        end if;
        perform billing.move_subscription(s.agency_id, s.id, 'paused', 'asked', event);
    when 'change' then
        select * into plan from public.plans p where p.id = p_plan and p.kind = 'subscription' and p.billing_source = 'payfast' and (p.active or p.id = s.plan_id);
        price := case s."interval" when 'yearly' then plan.price_yearly else plan.price_monthly end;
        if price is null or price < 5 then
            perform app.fail('SF422', 'is no plan to change to', '{"pointer": "/plan_id", "code": "not_found"}');
        elsif plan.id <> s.plan_id and price >= s.price then
            perform app.fail('SF409', 'it costs more: begin a checkout', '{"reason": "needs_checkout"}');
        end if;
        perform billing.change_plan(s.agency_id, s.id, case when plan.id <> s.plan_id then plan.id end, true, event);
    end case;
    perform internal.ask_sync(s.agency_id, s.id, p_cycles);
end
$$;

-- Contract: for platform admins: payments of all agencies, the newest first, before p_before; of p_agency and in p_state alone, unless
-- those are NULL. Raises SF403.
create function billing.platform_payments(p_agency uuid, p_state text, p_before uuid, p_most int)
returns table (id uuid, kind text, state text, note text, description text, "interval" text, amount numeric, fee numeric, currency text, credits int,
    provider_ref text, paid_at timestamptz, refunded_at timestamptz, agency_id uuid, agency_name text, refund_asked_at timestamptz, refund_reason text,
    refund_error text, created_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_platform();
    return query
    select p.id, p.kind::text, p.state::text, p.note, p.description, p."interval"::text, p.amount, p.fee, p.currency::text, p.credits, p.provider_ref,
           p.paid_at, p.refunded_at, p.agency_id, a.name, p.refund_asked_at, p.refund_reason, p.refund_error, p.created_at
    from public.payments p join public.agencies a on a.id = p.agency_id
    where (p_agency is null or p.agency_id = p_agency) and (p_state is null or p.state = p_state) and (p_before is null or p.id < p_before)
    order by p.id desc limit p_most;
end
$$;
grant execute on function billing.platform_payments(uuid, text, uuid, int) to stagefy_api;

-- Contract: for platform admins: the payment p_id is given back, by a job. Raises SF403, SF404; SF409 unless it was paid and not given back.
create function billing.ask_refund(p_id uuid, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    payment public.payments;
begin
    perform internal.need_platform();
    perform app.give_reason(p_reason);
    select * into payment from public.payments p where p.id = p_id and p.provider = 'payfast' for update;
    if payment.id is null then
        perform app.fail('SF404', 'no such payment');
    elsif payment.paid_at is null or payment.provider_ref is null or payment.state = 'refunded' then
        perform app.fail('SF409', 'there is nothing to give back', jsonb_build_object('reason', payment.state));
    end if;
    update public.payments p set refund_reason = p_reason, refund_asked_at = app.now(), refund_error = null
    where p.agency_id = payment.agency_id and p.id = p_id;
    perform work.enqueue_platform('payfast.refund', jsonb_build_object('payment_id', p_id), p_id::text);
end
$$;

-- Contract: for stagefy_jobs: what is to be given back; no row when that has been done.
create function billing.refund_wanted(p_id uuid) returns table (pf_payment_id text, amount numeric, reason text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select p.provider_ref, p.amount, p.refund_reason from public.payments p
    where p.id = p_id and p.provider = 'payfast' and p.refund_asked_at is not null and p.state <> 'refunded';
end
$$;

-- Contract: for stagefy_jobs: PayFast has given p_id back (p_error NULL), or will not. What it bought is taken back as far as it is there,
-- and the subscription that it paid for ends.
create function billing.note_refund(p_id uuid, p_error text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    payment public.payments;
    s public.subscriptions;
begin
    select * into payment from public.payments p where p.id = p_id and p.provider = 'payfast' for update;
    if payment.id is null or payment.state = 'refunded' then
        return;
    elsif p_error is not null then
        update public.payments p set refund_error = left(p_error, 500) where p.agency_id = payment.agency_id and p.id = p_id;
        return;
    end if;
    update public.payments p set state = 'refunded', note = null, refunded_at = app.now(), refund_error = null
    where p.agency_id = payment.agency_id and p.id = p_id;
    if payment.state <> 'complete' or payment.credits = 0 then
        return; -- nothing was given for it
    end if;
    if payment.subscription_id is not null then
        perform internal.lock_subscriptions(payment.agency_id);
        select * into s from public.subscriptions x where x.agency_id = payment.agency_id and x.id = payment.subscription_id for update;
    end if;
    perform billing.withdraw(payment.agency_id, payment.credits, 'refund ' || payment.id, payment.description, jsonb_build_object('payment_id', payment.id),
                             case when s.id is null then 'payment ' || payment.id else format('subscription %s month %s', s.id, s.granted_months - 1) end);
    if s.status <> 'cancelled' then
        perform billing.move_subscription(s.agency_id, s.id, 'cancelled', 'refunded', jsonb_build_object('event_type', 'payment.refunded', 'reference', 'refund ' || payment.id));
        perform internal.ask_sync(s.agency_id, s.id);
    end if;
end
$$;

grant execute on function billing.apply_payfast(uuid, jsonb, jsonb), billing.payfast_wants(uuid, uuid), billing.note_payfast(uuid, uuid, text),
    billing.payfast_overdue(int), billing.note_overdue(uuid, uuid, text), billing.refund_wanted(uuid), billing.note_refund(uuid, text) to stagefy_jobs;
grant execute on function billing.ask_subscription(text, uuid, int), billing.ask_refund(uuid, text) to stagefy_api;

reset role;

commit;

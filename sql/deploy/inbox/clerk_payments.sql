-- SPDX-License-Identifier: Apache-2.0
-- What is paid through Clerk: its attempts as payments here, so that an agency sees all of them in one list.
begin;

set role stagefy_definer;

-- Contract: an attempt to pay as a payment of the agency's; its newest state counts, and whoever manages the agency is told of it. What
-- the payment buys is told by items.
create function internal.clerk_take_attempt(p_issuer text, p_data jsonb, p_told timestamptz) returns internal.clerk_outcome
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    known internal.clerk_objects := internal.clerk_object(p_issuer, 'payment', p_data ->> 'id');
    item jsonb := p_data #> '{subscription_items,0}';
    total jsonb := p_data #> '{totals,grand_total}';
    payer jsonb := coalesce(nullif(p_data -> 'payer', 'null'), item -> 'payer');
    org text := payer ->> 'organization_id';
    ours uuid := internal.clerk_agency(org);
    plan_id text := coalesce(item ->> 'plan_id', item #>> '{plan,id}');
    plan public.plans;
    updated timestamptz := coalesce(internal.clerk_time(p_data -> 'updated_at'), internal.clerk_time(p_data -> 'paid_at'), internal.clerk_time(p_data -> 'failed_at'), p_told);
    facts jsonb := jsonb_build_object('status', p_data ->> 'status');
    is_renewal boolean := coalesce(p_data ->> 'charge_type', p_data ->> 'type') = 'recurring';
    becomes text := case p_data ->> 'status' when 'paid' then 'complete' when 'failed' then 'failed' else 'pending' end;
    payment public.payments;
    is_news boolean;
begin
    if internal.clerk_stale(known, updated, p_told, facts) or known.facts ->> 'status' in ('paid', 'failed') and becomes = 'pending' then
        return internal.clerk_ignored('a newer event was applied before it');
    elsif org is null then
        return internal.clerk_ignored('a person pays, not an organization: plans are agencies''');
    elsif ours is null then
        return internal.clerk_waits('organization ' || org);
    elsif plan_id is null or internal.clerk_money(total) is null or internal.clerk_currency(total) is null then
        return row('refused', 'it does not say what is paid, and how much', ours, null)::internal.clerk_outcome;
    end if;
    select p.* into plan from public.plans p where p.clerk_id = plan_id;
    if plan.id is null then
        return internal.clerk_waits('plan ' || plan_id);
    end if;
    perform internal.clerk_keep(p_issuer, 'payment', p_data ->> 'id', org, null, facts, updated, p_told);
    select p.* into payment from public.payments p where p.agency_id = ours and p.provider = 'clerk' and p.provider_ref = p_data ->> 'id' for update;
    if payment.id is null then
        insert into public.payments (agency_id, kind, plan_id, "interval", description, credits, amount, currency, provider, provider_ref)
        values (ours, case when is_renewal then 'renewal' else 'subscription' end, plan.id,
                case coalesce(item ->> 'plan_period', item #>> '{plan,period}') when 'annual' then 'yearly' else 'monthly' end,
                left(coalesce(plan.name ->> 'en', plan.key), 100), plan.credits, internal.clerk_money(total), internal.clerk_currency(total), 'clerk', p_data ->> 'id')
        returning * into payment;
    elsif payment.state = 'refunded' then
        return internal.clerk_applied(ours);
    end if;
    is_news := payment.state <> becomes;
    update public.payments p
    set state = becomes, note = case becomes when 'failed' then 'declined' end,
        amount = internal.clerk_money(total), currency = internal.clerk_currency(total),
        subscription_id = coalesce((select f.id from billing.find_subscription('clerk', item ->> 'id') f where f.agency_id = ours), p.subscription_id),
        paid_at = case becomes when 'complete' then coalesce(internal.clerk_time(p_data -> 'paid_at'), updated) end
    where p.agency_id = ours and p.id = payment.id
    returning * into payment;
    if is_news then
        perform internal.tell_payment(payment, case payment.state when 'failed' then 'payment_failed' when 'complete' then case when is_renewal then 'subscription_renewal' else 'payment_success' end end);
    end if;
    return internal.clerk_applied(ours);
end
$$;

reset role;

commit;

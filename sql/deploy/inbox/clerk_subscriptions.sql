-- SPDX-License-Identifier: Apache-2.0
-- What is subscribed to through Clerk: items of its subscriptions as subscriptions here. A plan is known by its cplan_ id, whoever pays
-- by the organization.
begin;

set role stagefy_definer;

-- {"amount": 4900, "currency": "usd"} in units that a person would say; NULL for what is no money.
create function internal.clerk_money(p_money jsonb) returns numeric
language sql immutable as $$ select case jsonb_typeof(p_money -> 'amount') when 'number' then (p_money ->> 'amount')::numeric / 100 end $$;
create function internal.clerk_currency(p_money jsonb) returns text
language sql immutable as $$ select upper(substring(p_money ->> 'currency' from '^[A-Za-z]{3}$')) $$;

-- Contract: a period of p_item that was paid and that no subscription here can take up any more: it has ended, or another one has come
-- in its place. Its credits are given all the same, once: those of each month that had begun by p_until.
create function internal.clerk_grant_late(p_agency uuid, p_plan public.plans, p_item text, p_from timestamptz, p_interval text, p_until timestamptz) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    if p_plan.credits > 0 then
        perform billing.grant(p_agency, 'plan', p_plan.credits, format('clerk %s %s month %s', p_item, extract(epoch from p_from)::bigint, n), 10, null,
                              p_plan.name ->> 'en', jsonb_build_object('clerk_item', p_item))
        from generate_series(0, case p_interval when 'yearly' then 11 else 0 end) n
        where n = 0 or billing.period_end(p_from, 'monthly', n, (select a.time_zone from public.agencies a where a.id = p_agency)) <= p_until;
    end if;
end
$$;

-- Contract: one version of an item, which belongs to whoever p_payer says: {"organization_id", "user_id"}. Periods that it was paid for
-- count however late they are heard of, its state only when nothing newer was. Refuses nothing that comes twice.
create function internal.clerk_take_item(p_issuer text, p_type text, p_item jsonb, p_payer jsonb, p_updated timestamptz, p_told timestamptz)
returns internal.clerk_outcome
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    known internal.clerk_objects := internal.clerk_object(p_issuer, 'item', p_item ->> 'id');
    org text := p_payer ->> 'organization_id';
    ours uuid := internal.clerk_agency(org);
    plan public.plans;
    plan_id text := coalesce(p_item ->> 'plan_id', p_item #>> '{plan,id}');
    every text := case coalesce(p_item ->> 'plan_period', p_item #>> '{plan,period}') when 'annual' then 'yearly' else 'monthly' end;
    starts timestamptz := internal.clerk_time(p_item -> 'period_start');
    ends timestamptz := internal.clerk_time(p_item -> 'period_end');
    facts jsonb := jsonb_strip_nulls(jsonb_build_object('status', p_item ->> 'status', 'plan_id', plan_id, 'period_start', p_item -> 'period_start',
                                                        'period_end', p_item -> 'period_end'));
    stale boolean := internal.clerk_stale(known, p_updated, p_told, facts);
    event jsonb := jsonb_build_object('event_type', p_type, 'occurred_at', p_updated, 'metadata', jsonb_build_object('clerk_item', p_item ->> 'id'));
    sub public.subscriptions;
    live public.subscriptions;
begin
    if jsonb_typeof(p_item -> 'id') is distinct from 'string' or plan_id is null then
        return row('refused', 'an item has no id or no plan', null, null)::internal.clerk_outcome;
    elsif (p_item #> '{plan,is_default}') = 'true' or (p_item #> '{plan,amount}') = '0' then
        return internal.clerk_ignored('the free plan, which everybody has');
    elsif org is null then
        return internal.clerk_ignored('a person pays, not an organization: plans are agencies''');
    elsif ours is null then
        return internal.clerk_waits('organization ' || org);
    end if;
    select p.* into plan from public.plans p where p.clerk_id = plan_id;
    if plan.id is null then
        return internal.clerk_waits('plan ' || plan_id);
    elsif plan.kind <> 'subscription' then
        return row('refused', format('the plan %s is a pack, to which nobody subscribes', plan.key), ours, null)::internal.clerk_outcome;
    end if;
    perform internal.lock_subscriptions(ours);
    select s.* into sub from billing.find_subscription('clerk', p_item ->> 'id') f join public.subscriptions s on s.agency_id = f.agency_id and s.id = f.id;
    select s.* into live from public.subscriptions s where s.agency_id = ours and s.status <> 'cancelled';

    -- what was paid
    if p_item ->> 'status' in ('active', 'canceled') and starts is not null then
        if sub.id is null and not stale and coalesce(ends > app.now(), true) and (live.id is null or live.started_at <= starts) then
            sub.id := billing.start_subscription(ours, plan.id, every, 'clerk', p_item ->> 'id', starts, ends, internal.clerk_money(p_item -> 'amount'),
                                                 internal.clerk_currency(p_item -> 'amount'), event || jsonb_build_object('reference', 'clerk ' || (p_item ->> 'id')));
        elsif sub.id is null or starts < sub.started_at or sub.status = 'cancelled' and ends > sub.current_period_end + interval '1 day' then
            perform internal.clerk_grant_late(ours, plan, p_item ->> 'id', starts, every, least(app.now(), ends, case when live.started_at > starts then live.started_at end));
        elsif ends is not null and sub.status <> 'cancelled' then
            perform billing.renew_subscription(ours, sub.id, ends, event);
        end if;
    end if;
    if stale then
        return row('applied', 'a newer event was applied before it: only what it says was paid counts', ours, null)::internal.clerk_outcome;
    end if;

    -- and how it stands
    if sub.id is not null then
        select s.* into strict sub from public.subscriptions s where s.agency_id = ours and s.id = sub.id;
        if p_item ->> 'status' in ('active', 'canceled') and sub.status in ('active', 'past_due') then
            if sub.status = 'past_due' then
                perform billing.move_subscription(ours, sub.id, 'active', 'paid', event);
            end if;
            perform billing.end_with_period(ours, sub.id, p_item ->> 'status' = 'canceled', event);
        elsif p_item ->> 'status' = 'past_due' then
            perform billing.move_subscription(ours, sub.id, 'past_due', 'payment_failed', event);
        elsif p_item ->> 'status' in ('ended', 'abandoned', 'expired') then
            perform billing.move_subscription(ours, sub.id, 'cancelled', 'ended', event);
        end if;
    end if;
    perform internal.clerk_keep(p_issuer, 'item', p_item ->> 'id', org, null, facts, p_updated, p_told);
    return internal.clerk_applied(ours);
end
$$;

-- Contract: an event of a subscription or of one item: all items that it names.
create function internal.clerk_take_subscription(p_issuer text, p_type text, p_data jsonb, p_told timestamptz) returns internal.clerk_outcome
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    item jsonb;
    came internal.clerk_outcome;
    all_of internal.clerk_outcome := internal.clerk_ignored('it has no items');
begin
    for item in select i from jsonb_array_elements(case when p_type not like 'subscription.%' then jsonb_build_array(p_data)
                                                        when jsonb_typeof(p_data -> 'items') = 'array' then p_data -> 'items' else '[]' end) i loop
        came := internal.clerk_take_item(p_issuer, p_type, item, coalesce(nullif(item -> 'payer', 'null'), p_data -> 'payer'),
                                         coalesce(internal.clerk_time(item -> 'updated_at'), internal.clerk_time(p_data -> 'updated_at'), p_told), p_told);
        -- what waits makes all of it come again, which does no harm
        if array_position(array['ignored', 'applied', 'refused', 'waiting'], came.state) >= array_position(array['ignored', 'applied', 'refused', 'waiting'], all_of.state) then
            all_of := came;
        end if;
    end loop;
    return all_of;
end
$$;

-- A plan is given the id that it has at Clerk: what waits for it goes on.
create function internal.wake_clerk_plan() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform inbox.wake('clerk', 'plan ' || new.clerk_id);
    return null;
end
$$;
grant execute on function internal.wake_clerk_plan() to stagefy_owner;

reset role;

create trigger clerk after insert or update of clerk_id on public.plans
    for each row when (new.clerk_id is not null) execute function internal.wake_clerk_plan();

commit;

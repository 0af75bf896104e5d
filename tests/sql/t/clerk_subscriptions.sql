-- SPDX-License-Identifier: Apache-2.0
-- What is subscribed to through Clerk: periods that are paid, in any order; what waits; what is nobody's business here.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(38);
select t.world();
create function pg_temp.at(p_when timestamptz) returns void language sql as $$ select set_config('app.now', p_when::text, true) $$;
create function pg_temp.ms(p_when timestamptz) returns bigint language sql immutable as $$ select (extract(epoch from p_when) * 1000)::bigint $$;
-- an item whose period begins on the 10th of a month
create function pg_temp.item(p_id text, p_status text, p_month int, p_more jsonb default '{}', p_org text default 'org_a') returns jsonb language sql as $$
    select jsonb_build_object('id', p_id, 'status', p_status, 'plan_id', 'cplan_pro', 'plan', jsonb_build_object('id', 'cplan_pro', 'amount', 4900, 'is_default', false), 'plan_period', 'month',
        'payer', jsonb_build_object('organization_id', p_org), 'amount', jsonb_build_object('amount', 4900, 'currency', 'usd'), 'period_start', pg_temp.ms(make_timestamptz(2026, p_month, 10, 8, 0, 0, 'UTC')),
        'period_end', pg_temp.ms(make_timestamptz(2026, p_month + 1, 10, 8, 0, 0, 'UTC'))) || p_more
$$;
create temp sequence sent;
grant usage on sequence sent to public;
create function pg_temp.work() returns void language plpgsql as $$
begin
    perform inbox.apply_clerk(e.id) from (select id from internal.webhook_events where state = 'received' order by id) e;
    delete from internal.jobs_live where kind = 'clerk.apply';
end
$$;
create function pg_temp.tell(p_type text, p_data jsonb, p_at timestamptz) returns text language plpgsql as $$
declare
    new_id uuid := app.uuid7();
begin
    perform inbox.take(new_id, 'clerk', 'msg_' || nextval('pg_temp.sent'), p_type, '{}',
                       convert_to(jsonb_build_object('type', p_type, 'data', p_data, 'timestamp', pg_temp.ms(p_at))::text, 'UTF8'), '{"issuer": "https://clerk"}');
    perform pg_temp.work();
    return (select e.state || coalesce(': ' || e.note, '') from internal.webhook_events e where e.id = new_id);
end
$$;
create function pg_temp.credits() returns int language sql as $$ select c.balance from credit_accounts c join agencies a on a.id = c.agency_id where a.clerk_org_id = 'org_a' $$;
create function pg_temp.state() returns text language sql as $$
    select coalesce((select concat_ws(' ', s.provider_ref, s.status, p.key, to_char(s.current_period_end at time zone 'UTC', 'MM-DD'), case when s.cancel_at_period_end then 'ending' end)
                     from subscriptions s join agencies a on a.id = s.agency_id join plans p on p.id = s.plan_id where a.clerk_org_id = 'org_a' and s.status <> 'cancelled'), 'none') || ' ' || pg_temp.credits()
$$;
create function pg_temp.attempt(p_id text, p_status text, p_more jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('id', p_id, 'status', p_status, 'charge_type', 'recurring', 'payer', '{"organization_id": "org_a"}'::jsonb, 'totals', '{"grand_total": {"amount": 399050, "currency": "zar"}}'::jsonb,
        'subscription_items', jsonb_build_array(jsonb_build_object('id', 'i6', 'plan', '{"id": "cplan_basic", "period": "annual"}'::jsonb))) || p_more
$$;
create function pg_temp.payment(p_id text) returns text language sql as $$
    select concat_ws(' ', p.state, p.note, p.kind, p."interval", p.amount, p.currency, p.credits, p.paid_at at time zone 'UTC', s.provider_ref) from payments p left join subscriptions s on s.id = p.subscription_id where p.provider = 'clerk' and p.provider_ref = p_id
$$;
create function pg_temp.told() returns text language sql as $$
    select coalesce(string_agg(n.kind || ' ' || (n.params ->> 'amount'), ', ' order by n.kind), '') from notifications n join agencies a on a.id = n.agency_id where a.clerk_org_id = 'org_a'
$$;
create temp table script (n int primary key, type text, data jsonb, at timestamptz);
create temp table ends (digest text);
grant all on script, ends to public;
-- the ends that there are, once all those of p_left have come in every order
create function pg_temp.permute(p_left int[]) returns text[] language plpgsql as $$
declare
    next int;
    one script;
    ends text[] := '{}';
    below text[];
begin
    if cardinality(p_left) = 0 then
        return array[pg_temp.state()];
    end if;
    foreach next in array p_left loop
        begin
            select * into one from script where n = next;
            perform internal.clerk_take('https://clerk', one.type, one.data, one.at), internal.clerk_take('https://clerk', one.type, one.data, one.at);
            below := pg_temp.permute(array_remove(p_left, next));
            raise exception using errcode = 'UNDO0';
        exception when sqlstate 'UNDO0' then
            ends := array(select distinct unnest(ends || below));
        end;
    end loop;
    return ends;
end
$$;
grant execute on all functions in schema pg_temp to public;
set local role stagefy_definer;
select pg_temp.at('2026-03-11 12:00Z');
select agency.make_agency('Clerk', t.id('alphaowner')) is null;
update agencies set clerk_org_id = 'org_a', time_zone = 'UTC' where name = 'Clerk';

-- what it waits for
select is(pg_temp.tell('subscriptionItem.active', pg_temp.item('i1', 'active', 3), '2026-03-10 08:00Z'), 'waiting: it is not known yet: plan cplan_pro', 'an item waits for its plan');
select is(pg_temp.tell('subscriptionItem.active', pg_temp.item('i9', 'active', 3, '{}', 'org_z'), '2026-03-10 08:00Z'), 'waiting: it is not known yet: organization org_z', 'and for whoever pays');
select is(pg_temp.state(), 'none 100', 'nothing begins meanwhile');
update plans set clerk_id = 'cplan_pro' where key = 'pro';
select pg_temp.work();
select is(pg_temp.state(), 'i1 active pro 04-10 2100', 'the plan is told its id, and the subscription begins with its credits');
select is((select concat_ws(' ', price, currency, provider, "interval", started_at at time zone 'UTC') from subscriptions where provider_ref = 'i1'), '49.00 USD clerk monthly 2026-03-10 08:00:00',
          'at the price that is paid, from the day that it says');
select is((select a.clerk_org_id from internal.webhook_events e join agencies a on a.id = e.agency_id where e.state = 'applied'), 'org_a', 'the event knows whose it is');

-- what is nothing
select is(pg_temp.tell('subscriptionItem.active', pg_temp.item('free', 'active', 3, '{"plan": {"id": "cplan_free", "is_default": true}, "plan_id": "cplan_free"}'), '2026-03-10 08:00Z'),
          'ignored: the free plan, which everybody has', 'the free plan is nothing');
select is(pg_temp.tell('subscriptionItem.active', pg_temp.item('own', 'active', 3, '{"payer": {"user_id": "u1"}}'), '2026-03-10 08:00Z') ~ '^ignored: a person pays', true, 'nor is what a person pays');
select is(pg_temp.tell('subscriptionItem.freeTrialEnding', pg_temp.item('i1', 'active', 3), '2026-03-10 08:00Z'), 'ignored: events of this type mean nothing here', 'nor that a trial ends soon');
select is(pg_temp.tell('subscriptionItem.upcoming', pg_temp.item('i2', 'upcoming', 4), '2026-03-11 08:00Z') || ' ' || pg_temp.state(), 'applied i1 active pro 04-10 2100', 'what comes later comes later');
select is(pg_temp.tell('subscriptionItem.created', pg_temp.item('i3', 'incomplete', 3), '2026-03-11 08:00Z') || ' ' || pg_temp.state(), 'applied i1 active pro 04-10 2100', 'what nobody paid is nothing');
select is(pg_temp.tell('subscriptionItem.active', '{"id": "x", "status": "active"}', '2026-03-10 08:00Z'), 'refused: an item has no id or no plan', 'an item without a plan is refused');

-- its life
select pg_temp.tell('subscriptionItem.active', pg_temp.item('i1', 'active', 3), '2026-03-10 08:00Z'), pg_temp.tell('subscription.updated', jsonb_build_object('id', 's1', 'payer', '{"organization_id": "org_a"}'::jsonb, 'items', jsonb_build_array(pg_temp.item('i1', 'active', 3) - 'payer')), '2026-03-10 08:01Z');
select is(pg_temp.state(), 'i1 active pro 04-10 2100', 'told again, by whichever event, it gives nothing');
select pg_temp.at('2026-04-10 09:00Z');
select pg_temp.tell('subscriptionItem.updated', pg_temp.item('i1', 'active', 4), '2026-04-10 08:00Z');
select is(pg_temp.state(), 'i1 active pro 05-10 4100', 'another period renews it');
select pg_temp.at('2026-05-10 09:00Z');
select pg_temp.tell('subscription.pastDue', jsonb_build_object('id', 's1', 'items', jsonb_build_array(pg_temp.item('i1', 'past_due', 5))), '2026-05-10 08:00Z');
select is(pg_temp.state(), 'i1 past_due pro 05-10 4100', 'one that is not paid is past due');
select pg_temp.tell('subscriptionItem.active', pg_temp.item('i1', 'active', 5), '2026-05-10 08:30Z');
select is(pg_temp.state(), 'i1 active pro 06-10 4100', 'until it is; what its plan keeps of former months is kept');
select is(pg_temp.tell('subscriptionItem.pastDue', pg_temp.item('i1', 'past_due', 5), '2026-05-10 08:00Z'), 'applied: a newer event was applied before it: only what it says was paid counts', 'what comes late');
select is(pg_temp.state(), 'i1 active pro 06-10 4100', '… changes nothing');
select pg_temp.tell('subscriptionItem.canceled', pg_temp.item('i1', 'canceled', 5), '2026-05-12 08:00Z');
select is(pg_temp.state(), 'i1 active pro 06-10 ending 4100', 'one that is cancelled ends with its period');
select pg_temp.tell('subscriptionItem.active', pg_temp.item('i1', 'active', 5), '2026-05-13 08:00Z');
select is(pg_temp.state(), 'i1 active pro 06-10 4100', 'or goes on after all');
select pg_temp.tell('subscriptionItem.ended', pg_temp.item('i1', 'ended', 5), '2026-05-14 08:00Z');
select is(pg_temp.state(), 'none 4100', 'and ends');
select pg_temp.tell('subscriptionItem.active', pg_temp.item('i1', 'active', 5), '2026-05-15 08:00Z');
select is(pg_temp.state(), 'none 4100', 'for good');

-- one in the place of another; years
update plans set clerk_id = 'cplan_basic' where key = 'basic';
select pg_temp.tell('subscriptionItem.active', pg_temp.item('i5', 'active', 5), '2026-05-16 08:00Z');
select is(pg_temp.state(), 'i5 active pro 06-10 6100', 'another begins');
select pg_temp.tell('subscriptionItem.active', pg_temp.item('i6', 'active', 5, jsonb_build_object('plan_id', 'cplan_basic', 'plan_period', 'annual', 'period_start', pg_temp.ms('2026-05-17 08:00Z'), 'period_end', pg_temp.ms('2027-05-17 08:00Z'), 'amount', '{"amount": 399000, "currency": "zar"}'::jsonb)), '2026-05-17 08:00Z');
select is(pg_temp.state() || ' ' || (select concat_ws(' ', "interval", price, currency, paid_months, granted_months) from subscriptions where provider_ref = 'i6'), 'i6 active basic 05-17 6100 yearly 3990.00 ZAR 12 0', 'a year, which begins when its time has come');
select is((select status || ' ' || status_reason from subscriptions where provider_ref = 'i5'), 'cancelled replaced', 'in the place of the former one');
select pg_temp.at('2026-05-17 09:00Z');
select done > 0 from billing.grant_due(10);
select is(pg_temp.credits(), 6600, 'its months are given by themselves');
select is(pg_temp.tell('subscriptionItem.updated', pg_temp.item('i5', 'active', 5), '2026-05-16 09:00Z') || ' ' || pg_temp.state(), 'applied i6 active basic 05-17 6600', 'the former one does not come back');
select is((select count(*) from internal.webhook_events where state = 'failed'), 0::bigint, 'nothing of this failed');

-- attempts to pay
select is(pg_temp.tell('paymentAttempt.created', pg_temp.attempt('a1', 'pending'), '2026-05-17 08:00Z') || ' ' || pg_temp.payment('a1'), 'applied pending renewal yearly 3990.50 ZAR 500 i6', 'an attempt to pay is a payment');
select is(pg_temp.tell('paymentAttempt.updated', pg_temp.attempt('a1', 'paid', jsonb_build_object('paid_at', pg_temp.ms('2026-05-17 08:02Z'))), '2026-05-17 08:03Z') || ' ' || pg_temp.payment('a1'),
          'applied complete renewal yearly 3990.50 ZAR 500 2026-05-17 08:02:00 i6', 'which is paid');
select is(pg_temp.tell('paymentAttempt.created', pg_temp.attempt('a1', 'pending'), '2026-05-17 08:00Z') || ' ' || pg_temp.payment('a1'), 'ignored: a newer event was applied before it complete renewal yearly 3990.50 ZAR 500 2026-05-17 08:02:00 i6', '… and stays so');
select is(pg_temp.tell('paymentAttempt.updated', pg_temp.attempt('a2', 'failed', '{"charge_type": "checkout"}'), '2026-05-17 08:04Z') || ' ' || pg_temp.payment('a2'), 'applied failed declined subscription yearly 3990.50 ZAR 500 i6', 'or fails');
select is(pg_temp.told(), 'payment_failed 3990.50, subscription_renewal 3990.50', 'whoever manages the agency is told');
select is(pg_temp.credits(), 6600, 'and nothing is given for it but what items say');
select is(pg_temp.tell('paymentAttempt.created', pg_temp.attempt('a3', 'pending', '{"payer": {"organization_id": "org_y"}}'), '2026-05-17 08:00Z') || '; ' || pg_temp.tell('paymentAttempt.created', pg_temp.attempt('a4', 'pending', '{"totals": {}}'), '2026-05-17 08:00Z'),
          'waiting: it is not known yet: organization org_y; refused: it does not say what is paid, and how much', 'one of whom nobody knows waits');

-- what an agency's plan has no room for
update plans set entitlements = entitlements || '{"members": 1}' where key = 'basic';
select is(pg_temp.tell('organizationInvitation.created', '{"id": "inv", "organization_id": "org_a", "email_address": "x@example.org", "role": "org:member", "status": "pending"}', '2026-05-17 09:00Z'),
          'refused: the plan Basic includes members: 1', 'what the plan has no room for is refused');
update plans set entitlements = entitlements || '{"members": 50}' where key = 'basic';
select inbox.apply_clerk(id) from (select internal.apply_anew(id, 'clerk'), id from internal.webhook_events where type like 'organizationInvitation%') e;
select is((select count(*) from invitations where email = 'x@example.org'), 1::bigint, 'and applied when there is room');

-- All orders of five events of two items, each told twice: one is paid for two months and ends, the other comes in its place.
insert into script values
    (1, 'subscriptionItem.active', pg_temp.item('p1', 'active', 3), '2026-03-10 08:00Z'), (2, 'subscriptionItem.updated', pg_temp.item('p1', 'active', 4), '2026-04-10 08:00Z'),
    (3, 'subscriptionItem.canceled', pg_temp.item('p1', 'canceled', 4), '2026-04-20 08:00Z'), (4, 'subscriptionItem.ended', pg_temp.item('p1', 'ended', 4), '2026-05-10 08:00Z'),
    (5, 'subscriptionItem.active', pg_temp.item('p2', 'active', 5), '2026-05-10 08:00Z');
update plans set rollover_cap = null where key = 'pro';
delete from subscriptions where agency_id = (select id from agencies where clerk_org_id = 'org_a');
select pg_temp.at('2026-05-10 09:00Z');
insert into ends select unnest(pg_temp.permute('{1,2,3,4,5}'));
select is((select string_agg(digest, ', ') from ends), 'p2 active pro 06-10 12600', 'all 120 orders come to the same subscription and the same credits');
select * from finish();
rollback;

-- SPDX-License-Identifier: Apache-2.0
-- Payments through PayFast: who may begin one, what a notification grants and what it does not, in any order; what is told to PayFast.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(92);
select t.world();
-- alpha begins without what the world gave it
set local role stagefy_definer;
delete from payments;
delete from subscriptions where agency_id = t.id('alpha');
reset role;
select set_config('t.spent', (100 - balance)::text, true) from credit_accounts where agency_id = t.id('alpha');
create function pg_temp.at(p_when timestamptz) returns void language sql as $$ select set_config('app.now', p_when::text, true) $$;
create function pg_temp.plan(p_key text) returns uuid language sql security definer as $$ select id from public.plans where key = p_key $$;
-- a checkout of alpha's owner, and back to nobody
create function pg_temp.begin(p_word text, p_plan text, p_interval text default null) returns void language plpgsql as $$
begin
    perform t.come('alphaowner', 'alpha');
    perform billing.begin_checkout(t.id(p_word), pg_temp.plan(p_plan), p_interval);
    execute 'reset role';
end
$$;
-- a notification, as the job has read and confirmed it: what becomes of it, with the note
create function pg_temp.itn(p_payment text, p_pf text, p_amount text, p_status text default 'COMPLETE', p_token text default '', p_more jsonb default '{}')
returns text language plpgsql security definer as $$
declare
    event uuid := gen_random_uuid();
begin
    perform inbox.take(event, 'payfast', event::text, p_status, '{}', 'x', '{}');
    delete from internal.jobs_live j where j.payload ->> 'event_id' = event::text;
    perform billing.apply_payfast(event, jsonb_build_object('m_payment_id', case when p_payment like '%-%' or p_payment = '' then p_payment else t.id(p_payment)::text end,
        'pf_payment_id', p_pf, 'amount_gross', p_amount, 'amount_fee', case when p_amount <> '' then '-2.30' else '' end, 'payment_status', p_status, 'token', p_token) || p_more,
        '{"signature": "good"}');
    return (select concat_ws(' ', e.state, e.note, '[' || e.waits_for || ']') from internal.webhook_events e where e.id = event);
end
$$;
create function pg_temp.checks() returns jsonb language sql security definer as $$ select e.checks from internal.webhook_events e order by e.ctid desc limit 1 $$;
create function pg_temp.credits() returns int language sql security definer as $$ select balance + current_setting('t.spent')::int from public.credit_accounts where agency_id = t.id('alpha') $$;
create function pg_temp.paid(p_word text) returns text language sql security definer as $$
    select concat_ws(' ', p.state, p.note, p.provider_ref, p.fee) from public.payments p where p.id = t.id(p_word) $$;
create function pg_temp.sub() returns text language sql security definer as $$
    select concat_ws(' ', s.status, s.status_reason, p.key, s.provider_ref, s.current_period_end::date, case when s.cancel_at_period_end then 'ends' end, (select 'then ' || n.key from public.plans n where n.id = s.next_plan_id))
    from public.subscriptions s join public.plans p on p.id = s.plan_id where s.agency_id = t.id('alpha') order by s.created_at desc, s.id desc limit 1 $$;
-- the jobs that were asked for since this was asked last
create function pg_temp.jobs() returns text language plpgsql security definer as $$
declare
    found text;
begin
    select coalesce(string_agg(j.kind || coalesce(' ' || s.provider_ref, '') || coalesce(' ' || (j.payload ->> 'cycles'), ''), ', ' order by j.id), 'none') into found
    from internal.jobs_live j left join public.subscriptions s on s.id::text = j.payload ->> 'subscription_id'
    where j.kind like 'payfast.%';
    delete from internal.jobs_live where kind like 'payfast.%';
    return found;
end
$$;
create function pg_temp.told() returns text language plpgsql security definer as $$
declare
    found text;
begin
    select coalesce(string_agg(n.kind || ' ' || n.times || coalesce(' ' || nullif(n.params ->> 'why', ''), ''), ', ' order by n.kind, n.id), 'none') into found
    from public.notifications n where n.user_id = t.id('alphaowner') and n.agency_id = t.id('alpha') and n.kind in ('payment_success', 'payment_failed', 'subscription_renewal');
    delete from public.notifications where kind in ('payment_success', 'payment_failed', 'subscription_renewal');
    return found;
end
$$;
create function pg_temp.wants() returns text language sql security definer as $$
    select w.wants || ' ' || w.amount from public.subscriptions s, billing.payfast_wants(s.agency_id, s.id) w where s.agency_id = t.id('alpha') order by s.created_at desc, s.id desc limit 1 $$;
create function pg_temp.overdue(p_state text default null) returns text language sql security definer as $$
    select string_agg(o.token || coalesce(' ' || billing.note_overdue(o.agency_id, o.subscription_id, p_state), ''), ', ') from billing.payfast_overdue(10) o $$;
create function pg_temp.set(p_sql text) returns void language plpgsql security definer as $$ begin execute p_sql; end $$;
create function pg_temp.ask(p_verb text, p_plan text default null) returns text language sql as $$
    select coalesce(d.d ->> 'reason', d.d ->> 'code', 'done') from t.detail(format('select billing.ask_subscription(%L, %L, 2)', p_verb, pg_temp.plan(p_plan))) d (d) $$;
grant execute on all functions in schema pg_temp to public;
set local timezone = 'UTC';
select pg_temp.at('2026-01-31 10:00Z');

-- who may begin, and what
select t.come('alphaagent', 'alpha');
select is(t.try($$select billing.begin_checkout(t.id('p0'), pg_temp.plan('pack_100'), null)$$), 'SF403', 'an agent pays for nothing');
select is(t.try($$select billing.ask_subscription('cancel', null, null)$$), 'SF403', 'and ends nothing');
select t.come('root', 'alpha');
select is(t.try($$select billing.begin_checkout(t.id('p0'), pg_temp.plan('pack_100'), null)$$), 'SF403', 'nor does a platform admin for others');
select t.come('alphaowner', 'alpha');
select is(t.detail($$select billing.begin_checkout(t.id('p0'), t.id('none'), null)$$), '{"pointer": "/plan_id", "code": "not_found"}', 'there is no such plan');
select is(t.detail($$select billing.begin_checkout(t.id('p0'), pg_temp.plan('free'), 'monthly')$$), '{"pointer": "/plan_id", "code": "not_found"}', 'what costs nothing is not bought');
select is(t.detail($$select billing.begin_checkout(t.id('p0'), pg_temp.plan('pack_100'), 'monthly')$$), '{"pointer": "/interval", "code": "not_allowed"}', 'a pack has no interval');
select is(t.detail($$select billing.begin_checkout(t.id('p0'), pg_temp.plan('pro'), null)$$), '{"pointer": "/interval", "code": "required"}', 'a plan has one');
select pg_temp.set($$update plans set price_monthly = 4.99 where key = 'basic'$$);
select is(t.detail($$select billing.begin_checkout(t.id('p0'), pg_temp.plan('basic'), 'monthly')$$), '{"pointer": "/interval", "code": "not_sold"}', 'nothing costs less than PayFast takes');
select pg_temp.set($$update plans set price_monthly = 399, currency = 'EUR' where key = 'basic'$$);
select is(t.detail($$select billing.begin_checkout(t.id('p0'), pg_temp.plan('basic'), 'monthly')$$), '{"pointer": "/plan_id", "code": "not_found"}', 'nor is it paid in another currency');
select pg_temp.set($$update plans set currency = 'ZAR', active = false where key = 'basic'$$);
select is(t.detail($$select billing.begin_checkout(t.id('p0'), pg_temp.plan('basic'), 'monthly')$$), '{"pointer": "/plan_id", "code": "not_found"}', 'nor is it sold any more');
select pg_temp.set($$update plans set active = true where key = 'basic'$$);
select results_eq($$select amount, item_name, item_description, frequency, full_name, email from billing.begin_checkout(t.id('pack'), pg_temp.plan('pack_100'), null)$$,
                  $$select price_once, 'Stagefy ' || (name ->> 'en'), 'alpha', null::text, 'Alpha Owner', 'alphaowner@example.com' from plans where key = 'pack_100'$$, 'what the form says of a pack');
select results_eq($$select amount, frequency from billing.begin_checkout(t.id('year'), pg_temp.plan('pro'), 'yearly')$$, $$values (9990.00, '6')$$, 'and of a year');
select is((select count(*) from payments), 2::bigint, 'both wait to be paid');
select is(t.try($$update payments set state = 'complete'$$) || t.try($$insert into payments (agency_id) values (t.id('alpha'))$$), 'denieddenied', 'nobody says by themselves that they are');
select t.come('alphaagent', 'alpha');
select is((select count(*) from payments), 0::bigint, 'agents do not see them');
select t.come('betaowner', 'beta');
select is((select count(*) from payments), 0::bigint, 'nor does another agency');
select is(billing.give_up_payment(t.id('pack')), false, 'which gives none of them up');
select t.come('root');
select is((select count(*) from payments) || ' ' || (select count(*) from billing.platform_payments(null, null, null, 50)), '0 2', 'platform admins do, by asking for all');
select is(t.try($$select billing.apply_payfast(t.id('x'), '{}', '{}')$$) || t.try($$select billing.note_refund(t.id('pack'), null)$$), 'denieddenied', 'whoever answers requests applies nothing');
reset role;

-- what grants nothing
select is(pg_temp.credits(), 100, 'before');
select is(pg_temp.itn('pack', '1001', '0.50'), 'refused 0.50 instead of 149.00', 'under-paid');
select is(pg_temp.checks(), '{"signature": "good", "payment": "known", "amount": "wrong"}', 'each check is written down by itself');
select is(pg_temp.itn('pack', '1001', '149.01'), 'refused 149.01 instead of 149.00', 'a cent too much');
select is(pg_temp.itn('pack', '1001', ''), 'refused no amount instead of 149.00', 'no amount');
select is(pg_temp.itn('pack', '1001', '149.00', p_more => '{"currency": "USD"}'), 'refused PayFast charges in ZAR', 'another currency');
select pg_temp.set($$update payments set currency = 'EUR' where id = t.id('pack')$$);
select is(pg_temp.itn('pack', '1001', '149.00'), 'refused PayFast charges in ZAR', 'a payment in another currency');
select pg_temp.set($$update payments set currency = 'ZAR' where id = t.id('pack')$$);
select is(pg_temp.itn('pack', '', '149.00'), 'refused a charge without a number', 'no number');
select is(pg_temp.itn('inv-1', '1001', '149.00'), 'refused no payment of ours has this number', 'somebody else''s invoice');
select is(pg_temp.itn('pack', '1001', '149.00', 'PENDING'), 'ignored PENDING grants nothing', 'not paid yet');
select is(pg_temp.itn('pack', '1001', '149.00', 'SOMETHING'), 'ignored SOMETHING grants nothing', 'a word nobody knows');
select is(pg_temp.itn('pack', '1001', '', 'FAILED'), 'ignored FAILED grants nothing', 'not paid at all');
select is(pg_temp.paid('pack') || ' ' || pg_temp.credits(), 'failed failed_at_payfast 100', 'which the payment says, and nothing was granted');

-- a pack
select is(pg_temp.itn('pack', '1001', '149.00'), 'applied', 'paid after all');
select is(pg_temp.paid('pack') || ' ' || pg_temp.credits(), 'complete 1001 2.30 200', 'granted');
select is(pg_temp.checks(), '{"signature": "good", "payment": "known", "amount": "right", "currency": "right"}', 'with every check');
select is(pg_temp.itn('pack', '1001', '149.00'), 'ignored this charge is known', 'the same again');
select is(pg_temp.itn('pack', '1001', '1.00'), 'refused this charge was 149.00 when it came first', 'its number with another amount');
select is(pg_temp.itn('year', '1001', '9990.00'), 'refused this charge was 149.00 when it came first', 'its number for something else');
select is(pg_temp.itn('pack', '1002', '149.00'), 'refused it was paid before: give the money back', 'paid twice');
select is(pg_temp.itn('pack', '1001', '149.00', 'FAILED') || pg_temp.paid('pack'), 'ignored FAILED grants nothingcomplete 1001 2.30', 'a late failure takes nothing back');
select is(pg_temp.credits(), 200, 'granted once');
select is(pg_temp.told(), 'payment_success 1', 'and told once');

-- a notification before the checkout's row
select is(pg_temp.itn('early', '1003', '149.00'), format('waiting no payment of ours has this number [payment %s]', t.id('early')), 'it waits for the payment');
select is(pg_temp.jobs(), 'none', 'until');
select pg_temp.begin('early', 'pack_100');
select is(pg_temp.jobs(), 'payfast.apply', 'there is one');

-- a subscription from the 31st
select pg_temp.begin('sub', 'basic', 'monthly');
select is(pg_temp.itn('', '2001', '399.00', 'COMPLETE', 'tok-1'), 'waiting no payment of ours has this number [token tok-1]', 'a charge of a subscription that nobody has begun waits');
select is(pg_temp.itn('sub', '2000', '399.00', 'COMPLETE', 'tok-1'), 'applied', 'its first charge');
select is(pg_temp.jobs(), 'payfast.apply', 'wakes the other');
select is(pg_temp.sub(), 'active started basic tok-1 2026-02-28', 'it runs for a month');
select is(pg_temp.credits(), 700, 'with the month''s credits');
select is((select s.description || ' ' || s.kind || ' ' || (s.subscription_id is not null) from payments s where s.id = t.id('sub')), 'Stagefy Basic subscription true', 'the payment names it');
select t.come('alphaowner', 'alpha');
select is(t.detail($$select billing.begin_checkout(t.id('p9'), pg_temp.plan('basic'), 'monthly')$$) ->> 'reason', 'same_plan', 'it is not bought twice');
reset role;
select pg_temp.told();
select pg_temp.at('2026-02-28 06:00Z');
select is(pg_temp.itn('sub', '2001', '399.00', 'COMPLETE', 'tok-1'), 'applied', 'the second charge, by the number of the first payment');
select is(pg_temp.itn('', '2001', '399.00', 'COMPLETE', 'tok-1'), 'ignored this charge is known', 'and once more by its token alone');
select is(pg_temp.sub(), 'active renewed basic tok-1 2026-03-31', 'renewed, from month''s end to month''s end');
select is((select string_agg(concat_ws(' ', p.kind, p.state, p.provider_ref, p.amount), ', ') from payments p where p.kind = 'renewal'), 'renewal complete 2001 399.00', 'a payment of its own');
select is(pg_temp.told(), 'subscription_renewal 1', 'told');
select is(pg_temp.itn('sub', '2002', '400.00', 'COMPLETE', 'tok-1'), 'refused 400.00 instead of 399.00', 'not for another price');
select is(pg_temp.wants(), 'active 399.00', 'PayFast is to charge on');

-- a smaller plan from the next charge on, a larger one by a checkout
select t.come('alphaowner', 'alpha');
select is(pg_temp.ask('change', 'pro'), 'needs_checkout', 'what costs more is paid for first');
reset role;
select pg_temp.set($$update plans set price_monthly = 199, credits = 200 where key = 'basic'$$);
select pg_temp.set($$update subscriptions set plan_id = pg_temp.plan('pro'), price = 999, monthly_credits = 2000 where provider_ref = 'tok-1'$$);
select t.come('alphaowner', 'alpha');
select is(pg_temp.ask('change', 'free') || ' ' || pg_temp.ask('change', 'basic'), 'not_found done', 'what costs less is planned');
reset role;
select is(pg_temp.jobs() || ' ' || pg_temp.wants(), 'payfast.sync tok-1 2 active 199.00', 'and PayFast is told what to charge');
select pg_temp.at('2026-03-31 06:00Z');
select is(pg_temp.itn('sub', '2003', '999.00', 'COMPLETE', 'tok-1'), 'applied', 'which came too late for a charge');
select is(pg_temp.sub() || ' ' || pg_temp.jobs(), 'active renewed pro tok-1 2026-04-30 then basic payfast.sync tok-1', 'so what was paid is given, and the plan waits');
select pg_temp.at('2026-04-30 06:00Z');
select is(pg_temp.itn('sub', '2004', '199.00', 'COMPLETE', 'tok-1') || ' ' || pg_temp.sub(), 'applied active renewed basic tok-1 2026-05-31', 'the next one changes it');
select pg_temp.begin('up', 'pro', 'monthly');
select is(pg_temp.itn('up', '2005', '999.00', 'COMPLETE', 'tok-2') || ' ' || pg_temp.sub(), 'applied active started pro tok-2 2026-05-30', 'a larger plan begins at once');
select is(pg_temp.jobs(), 'payfast.sync tok-1', 'and PayFast ends the former one');
select is(pg_temp.itn('sub', '2006', '199.00', 'COMPLETE', 'tok-1'), 'refused the subscription has ended: give the money back', 'whose charges grant nothing more');
select is((select concat_ws(' ', p.state, p.note) from payments p where p.provider_ref = '2006'), 'failed has_ended', 'and can be given back');
select is(pg_temp.itn('sub', '', '', 'CANCELLED', 'tok-1'), 'applied it had ended already', 'its end is no news');
select pg_temp.told();

-- pause, cancel, resume
select t.come('alphaowner', 'alpha');
select is(pg_temp.ask('pause') || ' ' || pg_temp.sub(), 'done paused asked pro tok-2 2026-05-30', 'paused');
select is(pg_temp.jobs() || ' ' || pg_temp.wants(), 'payfast.sync tok-2 2 paused 999.00', 'for two charges');
select is(pg_temp.ask('resume') || ' ' || pg_temp.sub() || ' ' || pg_temp.wants(), 'done active resumed pro tok-2 2026-05-30 active 999.00', 'resumed');
select is(pg_temp.ask('cancel') || ' ' || pg_temp.sub() || ' ' || pg_temp.wants(), 'done active resumed pro tok-2 2026-05-30 ends active 999.00', 'cancelled: it ends with its month, and PayFast is told shortly before');
select is(pg_temp.ask('resume') || ' ' || pg_temp.wants(), 'done active 999.00', 'until then it can go on');
select pg_temp.ask('cancel');
reset role;
select pg_temp.jobs();
select pg_temp.at('2026-05-28 06:00Z');
select is(pg_temp.overdue(), null, 'nothing is overdue');
select is(pg_temp.jobs() || ' ' || pg_temp.wants(), 'payfast.sync tok-2 ended 999.00', 'and two days before its end PayFast hears of it');
select is(pg_temp.itn('', '', '', 'CANCELLED', 'tok-2') || ' ' || pg_temp.sub(), 'applied active resumed pro tok-2 2026-05-30 ends', 'PayFast agrees; what is paid for stays');
select t.come('alphaowner', 'alpha');
select is(pg_temp.ask('resume'), 'ended_at_provider', 'only a new checkout goes on now');
reset role;

-- a charge that never came
select pg_temp.set($$update subscriptions set cancel_at_period_end = false where provider_ref = 'tok-2'$$);
select pg_temp.set($$delete from internal.payfast_subscriptions$$);
select pg_temp.at('2026-05-31 05:00Z');
select is(pg_temp.overdue('ACTIVE'), null, 'the first day is PayFast''s');
select pg_temp.at('2026-05-31 11:00Z');
select is(pg_temp.overdue('ACTIVE') || ' ' || pg_temp.sub(), 'tok-2 past_due past_due not_paid pro tok-2 2026-05-30', 'then it is past due');
select is(pg_temp.overdue('ACTIVE') || ' ' || pg_temp.told(), 'tok-2 past_due payment_failed 1 late', 'which is told once');
select is(pg_temp.itn('', '2010', '999.00', 'COMPLETE', 'tok-2') || ' ' || pg_temp.sub(), 'applied active renewed pro tok-2 2026-06-30', 'a charge makes it good');
select pg_temp.told();
select pg_temp.jobs();
select pg_temp.at('2026-07-09 11:00Z');
select is(pg_temp.overdue('LOCKED') || ' ' || pg_temp.sub(), 'tok-2 cancelled cancelled not_paid pro tok-2 2026-06-30', 'after a week it ends');
select is(pg_temp.jobs() || ' ' || pg_temp.told(), 'payfast.sync tok-2 payment_failed 1 not_paid', 'there and here');
select is((select p.state || ' ' || p.note from payments p where p.id = t.id('year')), 'cancelled not_paid', 'a checkout that nobody came back from is given up');

-- refunds
select t.come('alphaowner', 'alpha');
select is(t.try($$select billing.ask_refund(t.id('pack'), 'Bought by mistake')$$), 'SF403', 'nobody refunds themselves');
select t.come('root');
select is(t.try($$select billing.ask_refund(t.id('year'), 'Bought by mistake')$$), 'SF409', 'nor what was never paid');
select is(t.try($$select billing.ask_refund(t.id('pack'), 'Bought by mistake')$$), '1', 'a platform admin asks for it');
reset role;
select is(pg_temp.jobs() || (select concat_ws(' ', '', pf_payment_id, amount, reason) from billing.refund_wanted(t.id('pack'))), 'payfast.refund 1001 149.00 Bought by mistake', 'a job is told what');
select pg_temp.set($$select billing.note_refund(t.id('pack'), null)$$);
select pg_temp.set($$select billing.note_refund(t.id('pack'), null)$$);
select is((select string_agg(concat_ws(' ', x.type, x.amount), ', ') from credit_transactions x where x.agency_id = t.id('alpha') and x.reference like 'refund%') || ' ' || pg_temp.paid('pack'),
          'adjustment -100 refunded 1001 2.30', 'given back, and so are the credits, once');
select is(pg_temp.itn('pack', '1001', '149.00') || ', ' || pg_temp.itn('pack', '1099', '149.00'), 'ignored this charge is known, refused it was paid before: give the money back',
          'what was given back is not granted again');
select * from finish();
rollback;

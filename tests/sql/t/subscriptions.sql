-- SPDX-License-Identifier: Apache-2.0
-- Subscriptions: every edge and every step that is none, months and years by the clocks of the agency, renewals in any order, credits
-- once a month, who reads them.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(116);
select t.world();
create function pg_temp.at(p_when timestamptz) returns void language sql as $$ select set_config('app.now', p_when::text, true) $$;
create function pg_temp.plan(p_key text) returns uuid language sql as $$ select id from public.plans where key = p_key $$;
create function pg_temp.start(p_plan text, p_interval text default 'monthly', p_ref text default null, p_event jsonb default null, p_provider text default 'payfast', p_agency text default 'alpha') returns uuid
    language sql as $$ select billing.start_subscription(t.id(p_agency), pg_temp.plan(p_plan), p_interval, p_provider, p_ref, null, null, null, null, p_event) $$;
create function pg_temp.live() returns subscriptions language sql as $$ select s from public.subscriptions s where agency_id = t.id('alpha') and status <> 'cancelled' $$;
create function pg_temp.renew(p_until timestamptz, p_ref text default null) returns boolean language sql as $$
    select billing.renew_subscription(t.id('alpha'), (pg_temp.live()).id, p_until, case when p_ref is not null then jsonb_build_object('reference', p_ref) end) $$;
create function pg_temp.credits() returns int language sql as $$ select balance from public.credit_accounts where agency_id = t.id('alpha') $$;
-- everything that a subscription is, but for when rows were written
create function pg_temp.state() returns text language sql as $$
    select concat_ws(' ', s.status, p.key, s.current_period_start, s.current_period_end, s.paid_months, s.granted_months, s.anchor_at, s.anchor_month, s.next_grant_at, pg_temp.credits())
    from pg_temp.live() s join public.plans p on p.id = s.plan_id $$;
create function pg_temp.run() returns text language sql as $$ select done || ' ' || failed from billing.grant_due(10) $$;
create temp table steps as select a.s as source, b.s as target from unnest(array['active', 'past_due', 'paused', 'cancelled']) a (s), unnest(array['active', 'past_due', 'paused', 'cancelled']) b (s);
create function pg_temp.step(p_source text, p_target text) returns text language plpgsql as $$
declare
    one uuid;
    took boolean;
begin
    delete from subscriptions where agency_id = t.id('beta');
    one := pg_temp.start('basic', p_agency => 'beta');
    update subscriptions set status = p_source, next_grant_at = null, ended_at = case when p_source = 'cancelled' then now() end where id = one;
    took := billing.move_subscription(t.id('beta'), one, p_target, 'test', '{"event_type": "test"}');
    return (select took || ' ' || s.status || ' ' || coalesce((select e.effect || ' ' || e.status from subscription_events e where e.subscription_id = one and e.event_type = 'test'), 'nothing') from subscriptions s where s.id = one);
end
$$;
-- each way in a transaction of its own that is taken back
create function pg_temp.any_order() returns setof text language plpgsql as $$
declare
    months constant timestamptz[] := array['2026-03-31 08:00Z', '2026-04-30 08:00Z', '2026-05-31 08:00Z']::timestamptz[];
    way int[];
    n int;
    came_to text;
begin
    for way in select array[a, b, c] from generate_series(1, 3) a, generate_series(1, 3) b, generate_series(1, 3) c where a <> b and b <> c and a <> c loop
        begin
            foreach n in array way || way[1] || way[3] loop
                perform pg_temp.renew(months[n], case when n <> 2 then 'r' || n end);
            end loop;
            came_to := pg_temp.state();
            raise exception using errcode = 'ZZ001';
        exception when sqlstate 'ZZ001' then
            return next came_to;
        end;
    end loop;
end
$$;
grant execute on all functions in schema pg_temp to public;
grant select on steps to public;
set local timezone = 'UTC';

set local role stagefy_definer;
delete from subscriptions;
reset role;

-- plans
select results_eq($$select key, credits, price_monthly, tier::text from plans where kind = 'subscription' order by sort_order$$,
                  $$values ('free', 100, 0.00, 'free'), ('basic', 500, 399.00, 'basic'), ('pro', 2000, 999.00, 'pro'), ('enterprise', 10000, null, 'enterprise')$$, 'the plans there are');
select is((select bool_and(name ?& array['en', 'fr'] and description ?& array['en', 'fr'] and (features = '{}' or features ?& array['en', 'fr'])) from plans), true, 'each is told in English and in French');
select is((select bool_and(name ?& array['en', 'fr'] and description ?& array['en', 'fr']) from features), true, 'so are the features');
select is(billing.opening_credits(), 100, 'a new agency opens with what the free plan says');
set local role stagefy_definer;
update plans set credits = 70 where key = 'free';
select is(billing.opening_credits(), 70, '… whatever that is');
update plans set credits = 100 where key = 'free';
select is(t.detail($$update plans set entitlements = '{"flying": true}' where key = 'free'$$), '{"code": "not_found", "pointer": "/entitlements/flying"}', 'a plan entitles to features that there are');
select is(t.detail($$update plans set entitlements = '{"members": "many"}' where key = 'free'$$), '{"code": "type", "pointer": "/entitlements/members"}', '… without limit, or to so many');
select is(t.try($$update plans set price_once = 5 where key = 'pro'$$), '23514', 'a plan has no price of a pack');
reset role;

-- clocks
select results_eq($$select n, billing.period_end('2026-01-31 09:00Z', 'monthly', n, 'Europe/Luxembourg') from generate_series(0, 4) n$$,
    $$values (0, timestamptz '2026-01-31 09:00Z'), (1, '2026-02-28 09:00Z'), (2, '2026-03-31 08:00Z'), (3, '2026-04-30 08:00Z'), (4, '2026-05-31 08:00Z')$$, 'from the 31st on: the last day of short months, and ten o''clock stays ten o''clock');
select results_eq($$select billing.period_end('2028-02-29 12:00Z', 'yearly', n, 'UTC') from unnest(array[1, 4]) n$$, $$values (timestamptz '2029-02-28 12:00Z'), ('2032-02-29 12:00Z')$$, 'a leap day');
select is(billing.period_end('2026-02-28 22:30Z', 'monthly', 1, 'Africa/Johannesburg'), timestamptz '2026-03-31 22:30Z', 'what is the first of March there is renewed on the first of April');
select is(billing.period_end('2026-02-28 01:30Z', 'monthly', 1, 'Europe/Luxembourg'), timestamptz '2026-03-28 01:30Z', 'the night before the clocks go forward');
select is(billing.period_end('2026-09-25 00:30Z', 'monthly', 1, 'Europe/Luxembourg'), timestamptz '2026-10-25 01:30Z', 'an hour that comes twice is one of them');

-- a life, month by month. Of the opening's credits 99 are left
set local role stagefy_definer;
update agencies set time_zone = 'Europe/Luxembourg' where id = t.id('alpha');
select pg_temp.at('2026-01-31 09:00Z');
select is(t.try($$select pg_temp.start('pack_100')$$), 'SF422', 'nobody subscribes to a pack');
select isnt(pg_temp.start('basic', p_ref => 'token', p_event => '{"reference": "one", "event_type": "COMPLETE"}'), null, 'it begins');
select is(pg_temp.state(), 'active basic 2026-01-31 09:00:00+00 2026-02-28 09:00:00+00 1 1 2026-01-31 09:00:00+00 0 599', 'paid for a month, whose credits have come');
select is(pg_temp.start('basic', p_ref => 'token'), (pg_temp.live()).id, 'begun again by the same token it is the same');
select is(pg_temp.start('pro', p_event => '{"reference": "one"}'), (pg_temp.live()).id, '… and by the same reference');
select results_eq($$select * from billing.find_subscription('payfast', 'token')$$, $$select t.id('alpha'), (pg_temp.live()).id$$, 'found by the token');
select is(t.count($$select * from billing.find_subscription('clerk', 'token')$$), 0::bigint, '… of whoever gave it');
select pg_temp.at('2026-03-01Z');
select is(pg_temp.run(), '0 0', 'nothing comes by itself that nobody paid for');
select is(pg_temp.renew('2026-03-31 08:00Z', 'two'), true, 'renewed');
select is(pg_temp.state(), 'active basic 2026-02-28 09:00:00+00 2026-03-31 08:00:00+00 2 2 2026-01-31 09:00:00+00 0 849', 'of the former month''s credits 250 stay, those of the plan''s cap');
select is(pg_temp.renew('2026-03-31 08:00Z', 'two again'), false, 'the same period again is none');
select is(pg_temp.renew('2026-04-30 08:00Z', 'two'), false, 'nor is the same reference');
select is(pg_temp.renew('2026-04-30 08:00Z', 'three'), true, 'the next month is paid for early');
select is(pg_temp.state(), 'active basic 2026-03-31 08:00:00+00 2026-04-30 08:00:00+00 3 2 2026-01-31 09:00:00+00 0 2026-03-31 08:00:00+00 849', '… and its credits come when it begins');
select is((pg_temp.live()).version, 3, 'its version grew by what was said, not by what was granted');
select pg_temp.at('2026-03-31 08:00Z');
select is(pg_temp.run(), '1 0', 'by the job');
select is(pg_temp.run(), '0 0', 'once');
select is(pg_temp.credits(), 849, '250 stay, 500 come, and the opening''s');
select results_eq($$select type::text, amount from credit_transactions where agency_id = t.id('alpha') order by entry$$,
    $$values ('grant', 100), ('usage', -1), ('subscription', 500), ('expiry', -250), ('subscription', 500), ('expiry', -250), ('expiry', -250), ('subscription', 500)$$, 'and all of it stands in the ledger');

-- another plan
select is(billing.change_plan(t.id('alpha'), (pg_temp.live()).id, pg_temp.plan('pro'), false, '{"reference": "up"}'), true, 'more, at once');
select is(pg_temp.credits(), 2349, 'with the credits that the month is short of');
select is(billing.change_plan(t.id('alpha'), (pg_temp.live()).id, pg_temp.plan('pro'), false, '{"reference": "up"}'), true, 'said again');
select is(pg_temp.credits(), 2349, '… it is nothing more');
select is(billing.change_plan(t.id('alpha'), (pg_temp.live()).id, pg_temp.plan('basic'), true, null), true, 'less, with the next period');
select results_eq($$select p.key, n.key, s.price, s.monthly_credits from pg_temp.live() s join plans p on p.id = s.plan_id join plans n on n.id = s.next_plan_id$$, $$values ('pro', 'basic', 999.00, 2000)$$, 'until then nothing changes');
select is(billing.change_plan(t.id('alpha'), (pg_temp.live()).id, null, true, null), true, 'taken back');
select is((pg_temp.live()).next_plan_id, null::uuid, 'nothing waits');
select billing.change_plan(t.id('alpha'), (pg_temp.live()).id, pg_temp.plan('basic'), true, null);
select pg_temp.at('2026-04-30 08:00Z');
select pg_temp.renew(null, 'four');
select is(pg_temp.state(), 'active basic 2026-04-30 08:00:00+00 2026-05-31 08:00:00+00 4 4 2026-01-31 09:00:00+00 0 849', 'the renewal brings it: the 31st again, 250 left of the month before');
select results_eq($$select price, monthly_credits from pg_temp.live()$$, $$values (399.00, 500)$$, 'at its price');
select is(t.try($$select billing.change_plan(t.id('alpha'), (pg_temp.live()).id, pg_temp.plan('pack_100'), false, null)$$), 'SF422', 'a pack is no plan to change to');

-- an end
select is(billing.end_with_period(t.id('alpha'), (pg_temp.live()).id, true, null), true, 'it is to end');
select is(billing.end_with_period(t.id('alpha'), (pg_temp.live()).id, false, null), true, 'and is not');
select is(billing.end_with_period(t.id('alpha'), (pg_temp.live()).id, true, null), true, 'and is');
select pg_temp.at('2026-05-31 07:59Z');
select is(pg_temp.run(), '0 0', 'not before its period is over');
select pg_temp.at('2026-05-31 08:00Z');
select is(pg_temp.run(), '1 0', 'then it ends');
select results_eq($$select status::text, status_reason, ended_at, cancel_at_period_end from subscriptions where agency_id = t.id('alpha')$$, $$values ('cancelled', 'period_over', timestamptz '2026-05-31 08:00Z', false)$$, 'and says why');
select is(billing.renew_subscription(t.id('alpha'), id, '2026-06-30 08:00Z', '{"reference": "late"}'), false, 'what has ended is not renewed') from subscriptions where agency_id = t.id('alpha');
select results_eq($$select effect::text, event_type, status::text, reason from subscription_events where agency_id = t.id('alpha') order by created_at, id$$,
    $$values ('started', 'COMPLETE', 'active', 'started'), ('renewed', 'renewed', 'active', 'renewed'), ('renewed', 'renewed', 'active', 'renewed'), ('changed', 'changed', 'active', 'pro'),
             ('planned', 'planned', 'active', 'basic'), ('planned', 'planned', 'active', 'taken_back'), ('planned', 'planned', 'active', 'basic'), ('renewed', 'renewed', 'active', 'renewed'),
             ('ending', 'ending', 'active', 'asked'), ('kept', 'kept', 'active', 'taken_back'), ('ending', 'ending', 'active', 'asked'), ('moved', 'moved', 'cancelled', 'period_over'), ('refused', 'refused', 'active', 'has_ended')$$, 'all of which was written down');

-- every step there is, and every one that there is not
select is(pg_temp.step(source, target),
          case when source = target then 'true ' || source || ' nothing'
               when exists (select from billing.subscription_edges() e where (e.source, e.target) = (steps.source, steps.target)) then 'true ' || target || ' moved ' || target
               else 'false ' || source || ' refused ' || target end, source || ' to ' || target) from steps;
select is((select count(*) from billing.subscription_edges()), 8::bigint, 'eight of the twelve steps are there');

-- renewals in any order, and twice
delete from subscriptions where agency_id = t.id('alpha');
update plans set rollover_cap = null where key = 'basic';
select pg_temp.at('2026-01-31 09:00Z');
select pg_temp.start('basic');
select pg_temp.at('2026-05-02Z');
select results_eq('select state, count(*) from pg_temp.any_order() state group by state',
    format('values (%L, 6::bigint)', 'active basic 2026-04-30 08:00:00+00 2026-05-31 08:00:00+00 4 4 2026-01-31 09:00:00+00 0 ' || pg_temp.credits() + 1500), 'the six orders of three renewals, two of them said twice, come to the same');
select pg_temp.renew('2026-05-31 08:00Z');
select is(pg_temp.state(), 'active basic 2026-04-30 08:00:00+00 2026-05-31 08:00:00+00 2 2 2026-01-31 09:00:00+00 -2 ' || pg_temp.credits(), 'two months that nobody paid for are passed over, their credits too');
select pg_temp.renew('2026-06-15Z');
select is((select concat_ws(' ', current_period_end, anchor_at, next_grant_at) from pg_temp.live()), '2026-06-15 00:00:00+00 2026-05-31 08:00:00+00 2026-05-31 08:00:00+00', 'whoever counts from another day is followed');

-- a year, month by month; late, twice, and never more than once a month
update plans set rollover_cap = 0 where key = 'basic';
select pg_temp.at('2026-01-31 09:00Z');
select isnt(pg_temp.start('basic', 'yearly'), null, 'a year');
select is((select status_reason from subscriptions where agency_id = t.id('alpha') and status = 'cancelled'), 'replaced', 'takes the place of the former');
select results_eq($$select current_period_end, paid_months, granted_months, next_grant_at, price from pg_temp.live()$$, $$values (timestamptz '2027-01-31 09:00Z', 12, 1, timestamptz '2026-02-28 09:00Z', 3990.00)$$, 'its months come one by one');
select is((select expires_at from credit_grants where source = format('subscription %s month 0', (pg_temp.live()).id)), timestamptz '2026-02-28 09:00Z', 'where nothing stays they last a month');
select pg_temp.at('2026-04-30 07:00Z');
select is(pg_temp.run(), '1 0', 'two months late');
select results_eq($$select granted_months, next_grant_at from pg_temp.live()$$, $$values (3, timestamptz '2026-04-30 08:00Z')$$, 'both come');
select results_eq($$select expires_at from credit_grants, unnest(array[1, 2]) n where source = format('subscription %s month %s', (pg_temp.live()).id, n) order by n$$, $$values (timestamptz '2026-04-30 08:00Z'), ('2026-04-30 08:00Z')$$, '… and last as long as the later');
select billing.move_subscription(t.id('alpha'), (pg_temp.live()).id, 'paused', 'asked', null);
select pg_temp.at('2026-05-10Z');
select is(pg_temp.run(), '0 0', 'paused, nothing comes');
select is(billing.end_with_period(t.id('alpha'), (pg_temp.live()).id, false, null), true, 'resumed');
select is((pg_temp.live()).granted_months, 4, 'what was paid for comes');
select pg_temp.at('2027-03-01Z');
select is(pg_temp.run(), '1 0', 'to the end of the year');
select results_eq($$select granted_months, next_grant_at from pg_temp.live()$$, $$values (12, null::timestamptz)$$, '… and not beyond it');

-- what nobody is paid for renews itself
select pg_temp.at('2026-01-31 09:00Z');
select pg_temp.start('pro', p_provider => 'none');
select pg_temp.at('2026-04-15Z');
select is(pg_temp.run(), '1 0', 'an agreement');
select results_eq($$select status::text, current_period_end, paid_months, granted_months from pg_temp.live()$$, $$values ('active', timestamptz '2026-04-30 08:00Z', 3, 3)$$, 'goes on');

-- one that cannot be dealt with keeps nobody else from it
delete from subscriptions where agency_id = t.id('beta');
select pg_temp.start('basic', 'yearly', p_agency => 'beta');
select pg_temp.at('2026-05-20Z');
reset role;
alter table credit_grants add constraint broken check (agency_id <> t.id('beta') or source not like '%month 1') not valid;
set local role stagefy_definer;
select is(pg_temp.run(), '1 1', 'one that cannot be dealt with keeps nobody else from it');
select results_eq($$select granted_months from subscriptions where agency_id in (t.id('alpha'), t.id('beta')) and status <> 'cancelled' order by agency_id = t.id('beta')$$, $$values (4), (1)$$, 'and is still due');
reset role;
alter table credit_grants drop constraint broken;
set local role stagefy_definer;
select is(pg_temp.run(), '1 0', 'so that it is done when it can be');
select is(t.count('select * from billing.verify()'), 0::bigint, 'all sums agree');

-- who reads what; nobody writes
reset role;
select t.come('alphaowner', 'alpha');
select is(t.count('select id from subscriptions where agency_id = t.id(''alpha'')'), 3::bigint, 'an owner reads those of the agency');
select is(t.count('select id from subscriptions where agency_id <> t.id(''alpha'')') + t.count('select id from subscription_events where agency_id <> t.id(''alpha'')'), 0::bigint, 'and no other''s');
select is(t.try('select provider_ref from subscriptions'), 'denied', 'not by what whoever is paid knows it');
select is(t.try($$update subscriptions set status = 'active'$$), 'denied', 'nor writes them');
select is(t.try($$insert into plans (key, name, credits, tier) values ('own', '{"en": "x"}', 5, 'pro')$$), 'denied', 'nor makes plans');
select is(t.try($$update plans set credits = 5$$), '0', 'nor changes them');
select is(t.try(format($$select billing.start_subscription(t.id('alpha'), %L, 'monthly', 'none', null, null, null, null, null, null)$$, pg_temp.plan('pro'))), 'denied', 'nor begins anything');
select is(t.count('select 1 from plans'), 7::bigint, 'plans are everybody''s to read');
select t.come('alphaagent', 'alpha');
select is(t.count('select id from subscriptions') + t.count('select id from subscription_events'), 0::bigint, 'an agent reads none');
select t.come('root', null, 16);
select cmp_ok(t.count('select id from billing.platform_subscriptions(null, null, 100) where agency_id = t.id(''beta'')'), '>', 0::bigint, 'a platform admin reads all');

-- what a plan entitles to, and whom
reset role;
set local role stagefy_definer;
delete from subscriptions where agency_id = t.id('alpha');
select set_config('app.now', '', true);
select pg_temp.start('pro');
reset role;
select t.come('alphaviewer', 'alpha');
select results_eq($$select billing.limit_of('members'), billing.limit_of('flying'), billing.entitled('members'), billing.entitled('flying')$$, $$values (250, 0, true, false)$$, 'so many, and nothing of what is not named');
select results_eq($$select plan, tier, entitlements ->> 'members' from billing.own()$$, $$values ('pro', 'pro', '250')$$, 'a viewer is told what there is');
select is(t.try('select * from billing.subscription()'), 'SF403', 'and not what it costs');
reset role;
set local role stagefy_definer;
select billing.move_subscription(t.id('alpha'), (pg_temp.live()).id, 'past_due', 'unpaid', null);
reset role;
select t.come('alphaviewer', 'alpha');
select is(billing.limit_of('members'), 250, 'past due, it is still had');
reset role;
set local role stagefy_definer;
select billing.move_subscription(t.id('alpha'), (pg_temp.live()).id, 'paused', 'asked', null);
insert into agencies (id, slug, name, sandbox_of) values (t.id('twin'), 'twin', 'twin', t.id('alpha'));
reset role;
select t.come('alphaviewer', 'alpha');
select is(billing.limit_of('members'), 25, 'paused, the plan free''s');
reset role;
set local role stagefy_definer;
select billing.change_plan(t.id('alpha'), (pg_temp.live()).id, pg_temp.plan('enterprise'), false, null);
select billing.end_with_period(t.id('alpha'), (pg_temp.live()).id, false, null);
select is((select key from internal.plan_of(t.id('twin'))), 'enterprise', 'a sandbox has what its agency has');
reset role;
select t.come('alphaviewer', 'alpha');
select is(billing.limit_of('members'), null::int, 'as many as one likes');
select is(billing.entitled('members'), true, 'is entitled too');
select t.go();
select results_eq($$select credits, plan, entitlements from billing.own()$$, $$values (null::int, null::text, null::jsonb)$$, 'without an agency nothing');

-- the platform's functions refuse by themselves
select t.come('alphaowner', 'alpha');
select is(t.try(call), 'SF403', call) from unnest(array['select * from billing.platform_agencies(null, null, 5)', 'select * from agency.platform_users(null, null, 5)',
    'select * from billing.platform_subscriptions(null, null, 5)', 'select * from billing.platform_payments(null, null, null, 5)', 'select agency.set_active(t.id(''betaowner''), false, ''x'')', 'select billing.adjust_credits(t.id(''alpha''), 5, ''x'')',
    'select billing.set_feature_costs(t.id(''x''), ''{}'', null, ''x'')', 'select app.give_reason(''x'')']) call;
select * from finish();
rollback;

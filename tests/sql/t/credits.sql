-- SPDX-License-Identifier: Apache-2.0
-- The ledger: what comes, what is held, what is spent, and what cannot be.
begin;
set local search_path = public, t;

select start(86);
select t.world();
create function pg_temp.alpha() returns credit_accounts language sql as $$ select a from credit_accounts a where a.agency_id = t.id('alpha') $$;
-- a job of alpha's agent that holds p_units of p_key
create function pg_temp.paid_job(p_word text, p_key text default 'AI_IMAGE_GENERATION', p_units int default 1, p_phase text default 'work') returns uuid language plpgsql as $$
declare
    job uuid;
begin
    perform app.set_context(t.id('alpha'), t.id('alphaagent'), 'agent', 'all', null, null);
    execute 'set local role stagefy_definer';
    job := work.enqueue('test.' || p_word);
    perform billing.hold(p_key, p_units, job, p_phase, p_word, '{"media_id": "m"}');
    execute 'reset role';
    return job;
end
$$;
-- its end, by a worker that knows no agency
create function pg_temp.ends(p_job uuid, p_outcome text) returns int language plpgsql as $$
begin
    execute 'reset role';
    perform app.set_context(null, null, null, null, null, null);
    execute 'set local role stagefy_definer';
    update internal.jobs_live j set status = 'processing', token = t.id('token'), leased_until = now() + interval '1 minute', worker = 'w', attempts = 5 where j.id = p_job;
    execute 'reset role';
    execute 'set local role stagefy_jobs';
    return work.settle(jsonb_build_array(jsonb_build_object('job', p_job, 'token', t.id('token'), 'outcome', p_outcome)));
end
$$;
create function pg_temp.definer(p_sql text) returns text language plpgsql as $$
declare
    answer text;
begin
    execute 'set local role stagefy_definer';
    execute 'select (' || p_sql || ')::text' into answer;
    execute 'reset role';
    return answer;
end
$$;

-- opening
reset role;
select is((pg_temp.alpha()).balance, 99, 'an agency begins with a hundred credits');
select is((select array_agg((entry, type::text, amount, balance_after) order by entry) from credit_transactions where agency_id = t.id('alpha'))::text,
          '{"(1,grant,100,100)","(2,usage,-1,99)"}', 'which stand in its ledger, as does what was spent');
select is(pg_temp.definer($$billing.open_account(t.id('alpha'))$$), '', 'opened again');
select is((pg_temp.alpha()).balance, 99, 'it gets nothing more');

-- the chain
select is(t.try($$update credit_transactions set amount = 5 where agency_id = t.id('alpha')$$), '23001', 'an entry is never changed');
select is(t.try($$delete from credit_transactions where agency_id = t.id('alpha')$$), '23001', 'nor deleted');
alter table credit_transactions disable trigger append_only;
select is(t.try($$update credit_transactions set amount = -2 where agency_id = t.id('alpha') and entry = 2$$), '23503', 'even without that rule, an entry follows from the one before it');
select is(t.try($$insert into credit_transactions (agency_id, entry, type, amount, balance_after) values (t.id('alpha'), 9, 'grant', 1, 100)$$), '23503', 'no number is left out');
select is(t.try($$insert into credit_transactions (agency_id, entry, type, amount, balance_after) values (t.id('alpha'), 2, 'grant', 1, 101)$$), '23505', 'none is given twice');
select is(t.try($$insert into credit_transactions (agency_id, entry, type, amount, balance_after) values (t.id('alpha'), 3, 'grant', 5, 101)$$), '23503', 'a balance is the sum');
select is(t.try($$insert into credit_transactions (agency_id, entry, type, amount, balance_after) values (t.id('alpha'), 3, 'grant', -5, 94)$$), '23514', 'a grant gives');
select is(t.try($$do $x$ begin update credit_accounts set balance = 98 where agency_id = t.id('alpha'); set constraints credit_accounts_last_entry_fkey immediate; end $x$ $$), '23503',
          'an account that does not agree with its last entry is not committed');
select is(t.try($$update credit_accounts set held = 100 where agency_id = t.id('alpha')$$), '23514', 'no more is held than there is');
select is(t.try($$update credit_accounts set balance = -1 where agency_id = t.id('alpha')$$), '23514', 'and nothing is owed');
alter table credit_transactions enable trigger append_only;

-- grants
select isnt(pg_temp.definer($$billing.grant(t.id('alpha'), 'plan', 50, 'plan:1', 0, now() + interval '30 days', 'Pro, May', jsonb_build_object('user_id', t.id('alphaowner')))$$), null, 'a grant');
select is(pg_temp.definer($$billing.grant(t.id('alpha'), 'plan', 50, 'plan:1', 0, now() + interval '30 days')$$), null, 'is given once');
select is((pg_temp.alpha()).balance, 149, 'and counts once');
select is((select (type::text, amount, user_id, reference, description)::text from credit_transactions where agency_id = t.id('alpha') order by entry desc limit 1),
          ('subscription', 50, t.id('alphaowner'), 'plan:1', 'Pro, May')::text, 'the ledger says what it was');
select isnt(pg_temp.definer($$billing.grant(t.id('beta'), 'plan', 50, 'plan:1')$$), null, 'another agency has sources of its own');
select isnt(pg_temp.definer($$billing.grant(t.id('alpha'), 'promotion', 10, 'promo', 0, now() + interval '1 day')$$), null, 'one that ends sooner');
select isnt(pg_temp.definer($$billing.grant(t.id('alpha'), 'purchase', 1000, 'pack', 10)$$), null, 'one that was bought');

-- a hold
create temp table jobs_of (word text, id uuid);
grant all on jobs_of to public;
insert into jobs_of values ('one', pg_temp.paid_job('one', p_units => 3));
select is((pg_temp.alpha()).held, 15, 'paid work holds what it costs');
select is((pg_temp.alpha()).balance, 1159, 'and spends nothing yet');
select is((select (state, amount, units, operation_type::text, user_id, reference)::text from credit_holds where job_id = (select id from jobs_of where word = 'one')),
          ('held', 15, 3, 'AI_IMAGE_GENERATION', t.id('alphaagent'), 'one')::text, 'who asked for what, at which price');
select is(pg_temp.ends((select id from jobs_of where word = 'one'), 'done'), 1, 'the job completes');
reset role;
select is((pg_temp.alpha()).balance, 1144, 'and what it held is spent');
select is((pg_temp.alpha()).held, 0, 'nothing is held any more');
select is((select (type::text, amount, job_id, reference, details, user_id)::text from credit_transactions where agency_id = t.id('alpha') order by entry desc limit 1),
          ('usage', -15, (select id from jobs_of where word = 'one'), 'one', '{"media_id": "m"}'::jsonb, t.id('alphaagent'))::text, 'the entry names job, person and what it was about');
select is((select jsonb_agg(d ->> 'amount') from credit_transactions x, jsonb_array_elements(x.draws) d where x.agency_id = t.id('alpha') and x.amount = -15), '["10", "5"]',
          'what ends first is spent first, then the plan''s');
select is((select array_agg((source, remaining) order by source) from credit_grants where agency_id = t.id('alpha'))::text, '{"(opening,99)","(pack,1000)","(plan:1,45)","(promo,0)"}', 'what was bought lasts');
select is((select count(*) from credit_holds where state = 'held' and agency_id = t.id('alpha')), 0::bigint, 'the hold is settled');

-- failure, cancellation, retry
insert into jobs_of values ('two', pg_temp.paid_job('two'));
select is(pg_temp.ends((select id from jobs_of where word = 'two'), 'again'), 1, 'a job fails for good');
reset role;
select is(((pg_temp.alpha()).balance, (pg_temp.alpha()).held), (1144, 0), 'and costs nothing');
select is((select count(*) from credit_transactions where job_id = (select id from jobs_of where word = 'two')), 0::bigint, 'nor does it stand in the ledger');
set local role stagefy_definer;
insert into admin_settings (feature_costs) values ('{"AI_IMAGE_GENERATION": 7}');
reset role;
select t.come('alphaagent', 'alpha');
select is(t.try(format('select work.retry(%L)', (select id from jobs_of where word = 'two'))), '1', 'it begins anew');
reset role;
select is((pg_temp.alpha()).held, 7, 'and holds again, at the price of now');
select is((select array_agg(state order by created_at, amount) from credit_holds where job_id = (select id from jobs_of where word = 'two'))::text, '{released,held}', 'beside what was released');
select t.come('alphaagent', 'alpha');
select is(t.try(format('select work.cancel(%L)', (select id from jobs_of where word = 'two'))), '1', 'it is cancelled');
reset role;
select is(((pg_temp.alpha()).balance, (pg_temp.alpha()).held), (1144, 0), 'which gives the credits back');
select is((select feature_costs ->> 'AI_TEXT_CHAT' from admin_settings order by effective_at desc limit 1), '1', 'a price list keeps the prices that it does not name');
set local role stagefy_definer;
select is(t.try($$insert into admin_settings (feature_costs) values ('{"nothing": 1}')$$), 'SF422', 'and names nothing that is not sold');
select is(t.try($$insert into admin_settings (feature_costs) values ('{"AI_TEXT_CHAT": -1}')$$), '23514', 'nobody is paid for using');
select is(t.try($$insert into admin_settings (feature_costs) values ('{"AI_TEXT_CHAT": 1.5}')$$), '23514', 'credits are whole');
reset role;
select is((select count(*) from internal.operations o where not exists (select from admin_settings s where s.feature_costs ? o.cost_key)), 0::bigint, 'everything that is sold has a price');

-- phases
insert into jobs_of values ('three', pg_temp.paid_job('three', 'AI_TEXT_CHAT', 4, 'draft'));
set local role stagefy_definer;
select app.set_context(t.id('alpha'), t.id('alphaagent'), 'agent', 'all', null, null) \gset
select isnt(billing.hold('AI_TEXT_CHAT', 6, (select id from jobs_of where word = 'three'), 'final'), null, 'a job may hold for a second phase');
select is(t.try(format($$select billing.hold('AI_TEXT_CHAT', 1, %L, 'final')$$, (select id from jobs_of where word = 'three'))), '23505', 'but once for each');
reset role;
set local role stagefy_jobs;
select is(billing.capture((select id from credit_holds where phase = 'draft' and agency_id = t.id('alpha'))), true, 'the first has succeeded');
select is(billing.capture((select id from credit_holds where phase = 'draft' and agency_id = t.id('alpha'))), false, 'once');
select is(billing.release((select id from credit_holds where phase = 'draft' and agency_id = t.id('alpha'))), false, 'and is not given back');
select is(pg_temp.ends((select id from jobs_of where word = 'three'), 'never'), 1, 'then the job fails');
reset role;
select is(((pg_temp.alpha()).balance, (pg_temp.alpha()).held), (1140, 0), 'what had succeeded is paid');

-- no hold without a job
set local role stagefy_definer;
select app.set_context(t.id('alpha'), t.id('alphaagent'), 'agent', 'all', null, null) \gset
select is(t.try($$do $x$ begin perform billing.hold('AI_TEXT_CHAT', 1, t.id('no job')); set constraints public.job immediate; end $x$ $$), '23514', 'a hold needs a job that is live');
select is(t.try($$insert into credit_holds (agency_id, cost_key, operation_type, units, amount) values (t.id('alpha'), 'AI_TEXT_CHAT', 'AI_TEXT_CHAT', 1, 1)$$), '23514', 'of any kind');
reset role;

-- refunds
select is(pg_temp.definer($$billing.refund(t.id('alpha'), (select id from credit_transactions where agency_id = t.id('alpha') and amount = -15), 4, 'one of three was blurred')$$), '4', 'a part is given back');
select is((select remaining from credit_grants where agency_id = t.id('alpha') and source = 'plan:1'), 45, 'to the grant that it came from last');
select is(pg_temp.definer($$billing.refund(t.id('alpha'), (select id from credit_transactions where agency_id = t.id('alpha') and amount = -15))$$), '11', 'then the rest');
select is((select remaining from credit_grants where agency_id = t.id('alpha') and source = 'promo'), 10, 'to the first');
select is(pg_temp.definer($$billing.refund(t.id('alpha'), (select id from credit_transactions where agency_id = t.id('alpha') and amount = -15))$$), '0', 'and no more than that');
select is((select sum(credits_used) from usage_history where agency_id = t.id('alpha') and operation_type = 'AI_IMAGE_GENERATION'), 0::bigint, 'the history of usage counts them negative');
select is(pg_temp.definer($$t.try($x$select billing.refund(t.id('beta'), (select id from credit_transactions where agency_id = t.id('alpha') and amount = -15))$x$)$$), 'SF404', 'nobody refunds into another agency');

-- spending elsewhere
select t.come('alphaagent', 'alpha');
select is((select amount from billing.spend('AI_TEXT_CHAT', 2, 'chat-1', '{"model": "small"}')), -2, 'work that was done elsewhere is paid');
select is((select amount from billing.spend('AI_TEXT_CHAT', 2, 'chat-1', '{}')), -2, 'the same again answers the same');
select is((pg_temp.alpha()).balance, 1153, 'and costs nothing more');
select is(t.try($$select billing.spend('AI_TEXT_CHAT', 3, 'chat-1', '{}')$$), 'SF409', 'its name is taken');
select is(t.try($$select billing.spend('NOTHING', 1, 'chat-2', '{}')$$), 'SF422', 'what has no price is not sold');
select is(t.detail($$select billing.spend('AI_TEXT_CHAT', 2000, 'chat-2', '{}')$$), '{"balance": 1153, "held": 0, "required": 2000}', 'who lacks credits hears how many');
select is(t.try($$select billing.spend('AI_TEXT_CHAT', 2000, 'chat-2', '{}')$$), 'SF494', 'by a 402');

-- a member's limit
reset role;
set local role stagefy_definer;
update memberships set credit_limit = 5 where agency_id = t.id('alpha') and user_id = t.id('alphaagent2');
select t.come('alphaagent2', 'alpha');
select is((select amount from billing.spend('AI_TEXT_CHAT', 4, 'mine', '{}')), -4, 'a member with a limit spends');
select is(t.detail($$select billing.spend('AI_TEXT_CHAT', 2, 'mine too', '{}')$$), '{"balance": 1149, "held": 0, "required": 2, "reason": "member_limit", "limit": 5, "used": 4}', 'as far as it goes');
select is(billing.used(), 4, 'and can look it up');
reset role;

-- expiry
insert into jobs_of values ('four', pg_temp.paid_job('four', 'AI_TEXT_CHAT', 1145));
update credit_grants set expires_at = now() - interval '1 hour' where agency_id = t.id('alpha') and source = 'plan:1';
select is(pg_temp.definer($$billing.expire(10)$$), '1', 'what has run out goes');
select is((select (type::text, amount)::text from credit_transactions where agency_id = t.id('alpha') order by entry desc limit 1), '(expiry,-4)', 'but for what is held');
select is(pg_temp.ends((select id from jobs_of where word = 'four'), 'never'), 1, 'until that is released');
reset role;
select t.come('alphaowner', 'alpha');
select is((select (balance_after, amount)::text from billing.spend('AI_TEXT_CHAT', 1, 'late', '{}')), '(1102,-1)', 'which whoever spends next looks to first');
reset role;

-- low balance
update credit_accounts set low_at = 50 where agency_id = t.id('alpha');
select t.come('alphaowner', 'alpha');
select is((select count(*) from billing.spend('AI_TEXT_CHAT', 1060, 'much', '{}') x, billing.spend('AI_TEXT_CHAT', 1, 'more', '{}') y), 1::bigint, 'when credits run low');
reset role;
select is((select array_agg((user_id, times)) from notifications where kind = 'credit_low' and agency_id = t.id('alpha') and user_id = t.id('alphaowner'))::text, format('{"(%s,1)"}', t.id('alphaowner')), 'managers are told, once');
select isnt(pg_temp.definer($$billing.grant(t.id('alpha'), 'promotion', 10, 'promo 2')$$), null, 'a little more');
select t.come('alphaowner', 'alpha');
select is((select balance_after from billing.spend('AI_TEXT_CHAT', 51, 'all', '{}')), 0, 'and the rest of it');
reset role;
select is((select times from notifications where kind = 'credit_low' and agency_id = t.id('alpha') and user_id = t.id('alphaowner')), 2, 'is told again, when nothing is left');

-- taking back
select isnt(pg_temp.definer($$billing.grant(t.id('alpha'), 'purchase', 100, 'payment:1', 10)$$), null, 'a purchase');
select is(pg_temp.definer($$billing.withdraw(t.id('alpha'), 130, 'refund:1', 'The payment was returned', '{}', 'payment:1')$$), '100', 'is taken back as far as it is there');
select is(pg_temp.definer($$billing.withdraw(t.id('alpha'), 130, 'refund:1')$$), '100', 'once');

-- who came around the trigger
reset role;
alter table agencies disable trigger account;
insert into agencies (id, slug, name) values (t.id('late'), 'late', 'Late');
alter table agencies enable trigger account;
insert into memberships (agency_id, user_id, role) values (t.id('late'), t.id('alphaowner'), 'owner');
select t.come('alphaowner', 'late');
select is((select balance_after from billing.spend('AI_TEXT_CHAT', 1, 'first', '{}')), 99, 'an agency without an account gets it when it spends');
reset role;
select is(pg_temp.definer($$billing.grant(t.id('late'), 'promotion', 5, 'promotion:1') is not null$$), 'true', 'and keeps it');
select is((select balance from credit_accounts where agency_id = t.id('late')), 104, 'without opening it again');

select is((select count(*) from (select (billing.verify()).*) v), 0::bigint, 'all books agree');
select * from finish();
rollback;

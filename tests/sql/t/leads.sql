-- SPDX-License-Identifier: Apache-2.0
-- Leads: the contact, to whom one goes, who takes it, and what clients may do with it.
begin;
set local search_path = public, t;
select start(58);
select t.world();
-- enters a lead into the caller's agency; answers its id
create function pg_temp.take(p_word text, p_email text default null, p_phone text default null, p_source text default null, p_property uuid default null,
                             p_transaction text default null, p_area text default null, p_price numeric default null, p_ref text default null) returns uuid language sql as $$
    select (estate.take_lead(t.id(p_word), 'Emma', p_email, p_phone, p_phone, 'May we see it?', p_source, p_property, null, p_transaction, p_area, p_price, p_ref)).id
$$;
-- a lead as one line: status, assignee, minutes left
create function pg_temp.line(p_word text) returns text language plpgsql as $$
declare
    l public.leads;
begin
    select * into l from public.leads where id = t.id(p_word);
    return l.status || case when l.assignee_id is null then '' else ' ' || (select w from unnest(array['alphaowner', 'alphaadmin', 'alphaagent', 'alphaagent2']) w where t.id(w) = l.assignee_id) end
        || coalesce(' ' || round(extract(epoch from l.claim_by - app.now()) / 60), '');
end
$$;
create function pg_temp.rule(p_word text, p_position int, p_way text, p_who text[] default '{}', p_sources text[] default '{}', p_areas text[] default '{}',
                             p_transaction text default null, p_min numeric default null, p_max numeric default null, p_minutes int default 15) returns void language sql as $$
    insert into public.lead_rules (id, agency_id, name, position, way, assignee_ids, sources, areas, transaction, price_min, price_max, minutes)
    values (t.id(p_word), t.id('alpha'), p_word, p_position, p_way, array(select t.id(w) from unnest(p_who) w), p_sources, p_areas, p_transaction, p_min, p_max, p_minutes)
$$;
grant execute on function pg_temp.take(text, text, text, text, uuid, text, text, numeric, text), pg_temp.line(text),
    pg_temp.rule(text, int, text, text[], text[], text[], text, numeric, numeric, int) to public;

-- the contact
select t.come('alphaagent', 'alpha');
select is(pg_temp.take('one', 'new@example.com', '+352621000000'), t.id('one'), 'a lead');
reset role;
select results_eq($$select l.status::text, l.owner_id, l.source, l.assignee_id, c.name, c.email::text, c.phone::text, c.type::text, c.status::text, c.owner_id from leads l join contacts c on c.id = l.contact_id where l.id = t.id('one')$$,
                  $$values ('new', t.id('alphaagent'), 'api', null::uuid, 'Emma', 'new@example.com', '+352621000000', 'other', 'lead', t.id('alphaagent'))$$, 'makes its contact, and lies in the pool where no rule is');
select t.come('alphaagent', 'alpha');
select pg_temp.take('two', 'new@example.com', '+352621999999');
select pg_temp.take('three', null, '+352621000000');
select pg_temp.take('four', 'c.agent2@example.com');
reset role;
select is((select count(distinct contact_id) from leads where id in (t.id('one'), t.id('two'), t.id('three'))), 1::bigint, 'which is found again by address, and by number');
select is((select contact_id from leads where id = t.id('four')), t.id('calphaagent2'), 'also a colleague''s');
insert into contact_phones (agency_id, owner_id, contact_id, phone) values (t.id('alpha'), t.id('alphaagent2'), t.id('calphaagent2'), '+352621555001'), (t.id('alpha'), t.id('alphaagent2'), t.id('calphaagent2'), '+352621555002');
select t.come('alphaagent', 'alpha');
select pg_temp.take('five', null, '+352621555002');
reset role;
select is((select contact_id from leads where id = t.id('five')), t.id('calphaagent2'), '… and by any of their numbers');
select t.come('alphaagent', 'alpha');
select is(t.detail($$select pg_temp.take('x')$$), '{"pointer": "/email", "code": "required"}', 'one must be able to answer');
select is(t.detail($$select pg_temp.take('x', 'a@example.com', p_property => t.id('pbetaagent'))$$), '{"code": "not_found", "pointer": "/property_id"}', 'another agency''s property is none');
select is(t.detail($$select estate.take_lead(t.id('x'), 'E', 'a@example.com', null, null, null, null, null, 'none', null, null, null, null)$$),
          '{"code": "not_found", "pointer": "/property_reference"}', 'nor is an unknown reference');

-- the same lead
select pg_temp.take('ref', 'r@example.com', p_ref => 'form-1');
select is(pg_temp.take('ref2', 'r@example.com', p_ref => 'form-1'), t.id('ref'), 'the same external_ref is the same lead');
reset role;
update leads set deleted_at = now() where id = t.id('ref');
select t.come('alphaagent', 'alpha');
select is(t.try($$select pg_temp.take('ref3', 'r@example.com', p_ref => 'form-1')$$), 'SF409', 'unless that was deleted');

-- routing
reset role;
set local role stagefy_definer;
select pg_temp.rule('south', 1, 'member', '{alphaagent2}', p_areas => '{Esch-sur-Alzette,L-40}', p_min => 100000, p_max => 500000, p_minutes => 5);
select pg_temp.rule('rent', 2, 'pool', p_transaction => 'rent');
select pg_temp.rule('portal', 3, 'round_robin', '{alphaagent2,alphaagent,amphibian}', p_sources => '{AtHôme}');
select pg_temp.rule('left', 4, 'member', '{amphibian}', p_sources => '{letter}');
update memberships set left_at = now() where id = t.id('malphaamphibian');
update properties set city = 'Esch-sur-alzette', price = 300000 where id = t.id('palphaagent');
reset role;
select t.come('alphaowner', 'alpha');
select pg_temp.take('r1', 'r1@example.com', p_property => t.id('palphaagent'));
select is(pg_temp.line('r1'), 'offered alphaagent2 5', 'by the property''s city and price: to one member, for so long');
select pg_temp.take('r2', 'r2@example.com', p_area => 'L-4010', p_price => 500000);
select is(pg_temp.line('r2'), 'offered alphaagent2 5', 'by zip code and the price that was named');
select pg_temp.take('r3', 'r3@example.com', p_area => 'L-4010');
select is(pg_temp.line('r3'), 'new', 'not without a price');
select pg_temp.take('r4', 'r4@example.com', p_source => 'athome', p_transaction => 'rent');
select is(pg_temp.line('r4'), 'new', 'the pool is a way too, and the first rule decides');
select is((select rule_id from leads where id = t.id('r4')), t.id('rent'), 'which is noted');
select pg_temp.take('a' || i, 'a' || i || '@example.com', p_source => 'athome') from generate_series(1, 3) i;
select results_eq($$select pg_temp.line('a' || i) from generate_series(1, 3) i$$, $$values ('offered alphaagent2 15'), ('offered alphaagent 15'), ('offered alphaagent2 15')$$,
                  'one after the other, in the rule''s order; who has left is passed over');
select pg_temp.take('b1', 'b1@example.com', p_source => 'letter');
select is(pg_temp.line('b1'), 'new', 'a rule with nobody left is passed over');
reset role;
update lead_rules set assignee_ids = '{}', turn = null where id = t.id('portal');
select t.come('alphaowner', 'alpha');
select pg_temp.take('e' || i, 'e' || i || '@example.com', p_source => 'athome') from generate_series(1, 8) i;
reset role;
select is((select array_agg(n order by n) from (select count(*) as n from leads where id in (select t.id('e' || i) from generate_series(1, 8) i) group by assignee_id) x), '{2,2,2,2}',
          'nobody named: all but viewers, equally often');
select is((select count(*) from internal.changes where table_name = 'lead_rules' and diff ? 'turn'), 0::bigint, 'whose turn it is makes no news');

-- who is told
select is((select params || jsonb_build_object('by_mail', by_mail) from notifications where user_id = t.id('alphaagent2') and subject_id = t.id('r1')), '{"name": "Emma", "source": "api", "by_mail": true}', 'who gets one is told');
select is(t.count($$select 1 from notifications where kind = 'lead_assigned' and subject_id in (t.id('one'), t.id('r4'))$$), 0::bigint, 'of the pool nobody is');

-- taking one
select t.come('alphaviewer', 'alpha');
select is(t.try($$update leads set status = 'closed' where id = t.id('one')$$), '0', 'a viewer changes none');
select t.come('alphaagent2', 'alpha');
select is(t.try($$update leads set status = 'claimed', assignee_id = t.id('alphaagent2') where id = t.id('one')$$), '0', 'from the pool one takes by claiming alone');
select lives_ok($$select estate.claim_lead(t.id('one'))$$, 'an agent claims');
select is(pg_temp.line('one'), 'claimed alphaagent2', '… and has it');
select lives_ok($$select estate.claim_lead(t.id('one'))$$, 'once more does nothing');
reset role;
select results_eq($$select owner_id, claimed_at, claim_by, version, (select c.owner_id from contacts c where c.id = leads.contact_id) from leads where id = t.id('one')$$,
                  $$values (t.id('alphaagent2'), app.now(), null::timestamptz, 2, t.id('alphaagent2'))$$, 'with the contact that was made for it');
select is((select owner_id from contacts where id = t.id('calphaagent2')), t.id('alphaagent2'), 'others stay whose they are');
select t.come('alphaagent', 'alpha');
select is(t.detail($$select estate.claim_lead(t.id('one'))$$) #- '{errors,0,params,claimed_at}',
          jsonb_build_object('errors', jsonb_build_array(jsonb_build_object('code', 'claimed', 'pointer', '', 'detail', 'claimed by or to Alpha Agent2',
                             'params', jsonb_build_object('name', 'Alpha Agent2', 'claim_by', null, 'assignee_id', t.id('alphaagent2'))))), 'the next is told who has it');
select is(t.try($$select estate.claim_lead(t.id('r1'))$$), 'SF409', 'what is offered to somebody is theirs');
select set_config('app.now', (now() + interval '5 minutes')::text, true);
select lives_ok($$select estate.claim_lead(t.id('r1'))$$, '… until its time is over');
select is(t.try($$select estate.claim_lead(t.id('lbetaagent'))$$), 'SF404', 'another agency''s is none');
select is(t.try($$select estate.claim_lead(t.id('nobody'))$$), 'SF404', 'nor is an unknown one');

-- back into the pool
reset role;
set local role stagefy_jobs;
select is(estate.return_leads(), 1::bigint, 'what nobody claimed in time goes back: r2; r1 was claimed, and others have longer');
reset role;
select is(pg_temp.line('r2'), 'new', '… into the pool');
select set_config('app.now', '', true);

-- what clients change
select t.come('alphaagent2', 'alpha');
select is(t.try($$update leads set status = 'offered' where id = t.id('one')$$), 'SF422', 'nobody offers by hand');
select is(t.try($$update leads set status = 'new' where id = t.id('one')$$), 'SF422', 'nor says that it has nobody');
select is(t.detail($$update leads set assignee_id = t.id('alphaviewer') where id = t.id('one')$$), '{"code": "not_found", "pointer": "/assignee_id"}', 'a viewer works on none');
select is(t.detail($$update leads set assignee_id = t.id('betaagent') where id = t.id('one')$$), '{"code": "not_found", "pointer": "/assignee_id"}', 'nor does a stranger');
select is(t.try($$update leads set status = 'closed', close_reason = 'Bought elsewhere' where id = t.id('one')$$), '1', 'it is closed, with a reason');
reset role;
select results_eq($$select status::text, closed_at, close_reason from leads where id = t.id('one')$$, $$values ('closed', app.now(), 'Bought elsewhere')$$, '… and when');
select t.come('alphaagent', 'alpha');
select is(t.detail($$select estate.claim_lead(t.id('one'))$$) #>> '{errors,0,code}', 'closed', 'what is closed is not claimed');
select t.come('alphaagent2', 'alpha');
select is(t.try($$update leads set status = 'claimed' where id = t.id('one')$$), '1', 'it is opened again');
select is(t.try($$update leads set assignee_id = t.id('alphaagent') where id = t.id('one')$$), '1', 'and handed on');
select is(pg_temp.line('one'), 'claimed alphaagent', '… to somebody who has it then');
select is(t.try($$update leads set status = 'closed' where id = t.id('one')$$), '0', 'and is no longer one''s own');
reset role;
select is(t.count($$select 1 from notifications where user_id = t.id('alphaagent') and subject_id = t.id('one')$$), 1::bigint, 'who is told');
select t.come('alphaagent', 'alpha');
select is(t.try($$update leads set assignee_id = null where id = t.id('one')$$), '1', 'or put back');
select is(pg_temp.line('one'), 'new', '… into the pool');
select is(t.try($$update leads set name = 'x' where id = t.id('one')$$), 'denied', 'what was sent stays');
select is(t.try($$insert into leads (name) values ('x')$$), 'denied', 'and comes in one way');

-- where records are their owners'
reset role;
set local role stagefy_definer;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
reset role;
select t.come('alphaagent2', 'alpha');
select is(t.count($$select 1 from leads where id = t.id('one')$$), 1::bigint, 'an agent sees the pool');
select is(t.count($$select 1 from leads where id = t.id('lalphaagent')$$), 0::bigint, 'and of what others have nothing');
select t.come('alphaviewer', 'alpha');
select is(t.count('select 1 from leads'), 0::bigint, 'a viewer neither');
select t.come('alphaagent2', 'alpha');
select is(t.count('select 1 from lead_rules'), 0::bigint, 'rules are for admins');
select t.come('alphaadmin', 'alpha');
select is(t.detail($$insert into lead_rules (name, way, assignee_ids) values ('x', 'member', '{}')$$) ->> 'pointer', '/assignee_ids', 'one member is named');
select is(t.detail($$insert into lead_rules (name, assignee_ids) values ('x', array[t.id('alphaagent'), t.id('betaagent')])$$) ->> 'pointer', '/assignee_ids/1', 'none of them a stranger');
select is(t.try($$insert into lead_rules (name, price_min, price_max) values ('x', 5, 4)$$), 'SF422', 'and prices in their order');
select * from finish();
rollback;

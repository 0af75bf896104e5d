-- SPDX-License-Identifier: Apache-2.0
-- Webhooks: a replay sends what the relay has carried on already, however far any nginx' place is.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(5);
select t.world();

create function pg_temp.replay(p_missing boolean default true) returns int language sql as $$
    select events.replay('[{"type": "contact.created", "table_name": "contacts", "actions": ["created"]}]', t.id('hook'),
                         app.now() - interval '1 day', app.now() + interval '1 day', p_missing)
$$;
-- an nginx that has seen nothing, and deliveries have been made of all until here
create function pg_temp.carried_on() returns void language sql security definer as $$
    delete from internal.event_relay;
    insert into internal.event_relay (place, xid, seq)
    values ('an nginx', '0', 0), ('deliveries', pg_current_xact_id(), (select max(seq) from internal.changes))
$$;
grant execute on all functions in schema pg_temp to public;

select t.come('alphaowner', 'alpha');
select events.make_endpoint(t.id('hook'), 'https://example.com/hook', null, '{contact.created}', 'sealed');
select pg_temp.carried_on();
select set_config('t.before', pg_temp.replay()::text, true);
insert into contacts (id, name) values (t.id('one'), 'One');
select is(pg_temp.replay(), 0, 'what the relay has not seen is not sent twice');
select pg_temp.carried_on();
select is(pg_temp.replay(), 1, 'what it has passed is sent, be an nginx never so far behind');
select is(pg_temp.replay(), 0, '… once');
select is(t.count($$select 1 from webhook_deliveries where endpoint_id = t.id('hook')$$), current_setting('t.before')::bigint + 1, 'each event is one delivery');
select t.come('alphaagent', 'alpha');
select is(t.try('select pg_temp.replay()'), 'SF403', 'an agent sends nothing again');

select * from finish();
rollback;

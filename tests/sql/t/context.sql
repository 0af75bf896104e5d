-- SPDX-License-Identifier: Apache-2.0
-- The context: unset, empty, malformed, and gone with its transaction.
begin;
set local search_path = public, t;
select start(19);
select t.world();

select t.go();
select is(app.agency_id(), null, 'agency: an empty setting is none');
select is(app.user_id(), null, 'user: an empty setting is none');
select is(app.role(), null, 'role: an empty setting is none');
select is(app.reads_all() is true, false, 'reads_all: an empty setting does not let in');
select is(app.writes_all() is true, false, 'writes_all: an empty setting does not let in');
select is(app.writes_own() is true, false, 'writes_own: an empty setting does not let in');
select is(t.count('select 1 from properties'), 0::bigint, 'no context: no rows');

select set_config('app.agency_id', 'x', true);
select is(t.try('select 1 from properties'), '22P02', 'a malformed agency is an error');
select set_config('app.agency_id', t.id('alpha')::text, true), set_config('app.reads', 'everything', true);
select is(t.count('select 1 from properties'), 0::bigint, 'an unknown visibility reads nothing');
select set_config('app.role', 'god', true);
select is(t.try(format('update properties set price = 1 where agency_id = %L', t.id('alpha'))), '0', 'an unknown role writes nothing');
select set_config('app.user_id', 'x', true);
select is(t.try('select 1 from properties'), '22P02', 'a malformed user is an error');

select t.go();
select t.come('alphaagent', 'alpha');
select is(app.agency_id(), t.id('alpha'), 'admitted: the agency');
select is(app.user_id(), t.id('alphaagent'), 'admitted: the user');
select is(app.role(), 'agent', 'admitted: the role');
select is(app.address(), '192.0.2.1'::inet, 'admitted: the address');
select isnt(app.request_id(), null, 'admitted: the request');
select throws_ok($$select app.set_context(t.id('beta'), null, 'owner', 'all', null, null)$$, '42501', null,
                 'a worker cannot set the context by itself');

-- the clock
select set_config('app.now', '2031-02-03T04:05:06Z', true);
select is(app.now(), '2031-02-03T04:05:06Z'::timestamptz, 'the test clock is asked');
select set_config('app.now', '', true);
select is(app.now(), now(), 'without it, the transaction''s time');
select * from finish();
rollback;

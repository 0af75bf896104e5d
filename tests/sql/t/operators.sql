-- SPDX-License-Identifier: Apache-2.0
-- What the operator's command asks, as the owner of the schema; and that no worker may.
begin;
set local search_path = public, t;
select start(13);
select t.world();
select t.go();
select is(t.try('select agency.people()'), 'denied', 'a worker lists nobody');
select is(t.try('select agency.set_platform_admin(''alphaagent@example.com'', true)'), 'denied', 'nor makes a platform admin');
select is(t.try('select agency.give_password(''alphaagent@example.com'', repeat(''h'', 40))'), 'denied', 'nor gives a password away');
select is(t.try('select agency.tidy()'), 'denied', 'nor tidies');
reset role;
set local role stagefy_owner;
select is((select array_agg(slug || ' ' || role order by slug) from agency.people() where email = 'amphibian@example.com'), array['alpha agent', 'beta agent'], 'who is where, as what');
select is((select slug || ' ' || role from agency.people() where email = 'root@example.com'), '- platform', 'platform admins too');
select is(t.count('select 1 from agency.people() where email = ''gone@example.com'''), 0::bigint, 'who has left is nowhere');
select is(agency.open_session_for('Amphibian@example.com', 'beta', t.id('s'), 600), t.id('amphibian'), 'a session without a password');
select is(t.try($$select agency.open_session_for('amphibian@example.com', 'gamma', t.id('s2'), 600)$$), 'SF404', '… for an agency that the person is in');
select is(agency.set_platform_admin('alphaagent@example.com', true), t.id('alphaagent'), 'a platform admin is made');
select is(t.try($$select agency.set_platform_admin('nobody.at.all@example.com', true)$$), 'SF404', '… of somebody');
set local role stagefy_api;
select is((select role from app.authenticate(null, t.id('amphibian')::text, t.id('s'), null, null, null, 15, null, null)), 'agent', 'the session signs in');
select is(app.agency_id(), t.id('beta'), '… to the agency named');
select * from finish();
rollback;

-- SPDX-License-Identifier: Apache-2.0
-- The local issuer: passwords, attempts, sessions, keys, sign-up. Time is set by app.now.
begin;
set local search_path = public, t;
select start(56);
select t.world();
create function pg_temp.at(p_seconds numeric) returns void language sql as $$
    select set_config('app.now', (now() + p_seconds * interval '1 second')::text, true)
$$;
create function pg_temp.rotate(p_old text, p_new text) returns text language sql as $$
    select state from agency.rotate_session(sha256(p_old::bytea), sha256(p_new::bytea), 2592000, '192.0.2.1', 'a browser')
$$;
reset role;
set local role stagefy_owner;
select is(agency.give_password('AlphaAgent@example.com', repeat('h', 30)), t.id('alphaagent'), 'the operator gives a password');
select is(t.try($$select agency.give_password('absent@example.com', repeat('h', 30))$$), 'SF404', '… to somebody');
select t.go();

-- attempts
select is((select user_id from agency.password_for('ALPHAagent@example.com', '192.0.2.1')), t.id('alphaagent'), 'the login is found, case aside');
select is((select hash from agency.password_for('stranger@example.com', '192.0.2.1')), null, 'nobody has no hash');
select is(t.try(format('select agency.password_for(%L, %L)', 'alphaagent@example.com', '192.0.2.1')), '1', 'attempt ' || i) from generate_series(2, 5) i;
select is(t.detail($$select agency.password_for('alphaagent@example.com', '192.0.2.1')$$), '{"retry_after": 1}', 'the sixth at once must wait a second');
select is(t.try($$select agency.password_for('alphaagent@example.com', '198.51.100.1')$$), 'SF429', 'from wherever');
select pg_temp.at(1);
select is(t.try($$select agency.password_for('alphaagent@example.com', '192.0.2.1')$$), '1', 'a second later it may');
select is(t.detail($$select agency.password_for('alphaagent@example.com', '192.0.2.1')$$), '{"retry_after": 2}', 'the next one waits twice as long');
reset role;
update internal.throttles set attempts = 40 where kind = 'account';
select t.go();
select is(t.detail($$select agency.password_for('alphaagent@example.com', '192.0.2.1')$$), '{"retry_after": 900}', 'at most 15 minutes');
select pg_temp.at(90000);
select is(t.try($$select agency.password_for('alphaagent@example.com', '192.0.2.1')$$), '1', 'a day forgets');
select is(t.try($$select agency.password_for('alphaagent@example.com', '192.0.2.1')$$), '1', '… all of it');
reset role;
update internal.throttles set attempts = 50 where kind = 'address';
select t.go();
select is(t.try($$select agency.password_for('other@example.com', '192.0.2.1')$$), 'SF429', 'one address that tries many accounts waits too');
select is(t.try($$select agency.password_for('other@example.com', '2001:db8::1')$$), '1', 'another does not');
reset role;
select is((select array_agg(subject order by subject) from internal.throttles where kind = 'address'), array['192.0.2.1', '2001:db8::'], 'an IPv6 address counts as its /64');
select pg_temp.at(0);
select t.go();

-- sessions
select is((select email from agency.open_session(t.id('alphaagent'), t.id('s1'), sha256('r0'), 3600, '192.0.2.1', 'a browser', null)), 'alphaagent@example.com', 'a session opens');
reset role;
select is((select count(*) from internal.throttles where kind = 'account' and subject = 'alphaagent@example.com'), 0::bigint, 'success forgets the attempts');
select t.go();
select is(t.try(format('select agency.open_session(%L, %L, sha256(''x''), 60, null, null, null)', t.id('stranger'), t.id('s9'))), 'SF401', 'not for nobody');
reset role;
update users set is_active = false where id = t.id('alphaviewer');
select t.go();
select is(t.try(format('select agency.open_session(%L, %L, sha256(''x''), 60, null, null, null)', t.id('alphaviewer'), t.id('s9'))), 'SF401', 'nor for somebody inactive');
select is(pg_temp.rotate('r0', 'r1'), 'rotated', 'a refresh token is exchanged');
select is(pg_temp.rotate('r0', 'rx'), 'repeated', 'another tab at the same moment keeps what it has');
select is(pg_temp.rotate('rx', 'ry'), 'unknown', '… and made no token');
select is(pg_temp.rotate('r1', 'r2'), 'rotated', 'the next one');
select pg_temp.at(11);
select is(pg_temp.rotate('r0', 'rz'), 'reused', 'an old token tells of a thief');
select is(pg_temp.rotate('r2', 'r3'), 'unknown', 'and ends the family, the newest token too');
select pg_temp.at(0);
select is((select state from agency.open_session(t.id('alphaagent'), t.id('s2'), sha256('q0'), 60, null, null, null) o,
           lateral (select pg_temp.at(61)) x, lateral (select pg_temp.rotate('q0', 'q1') as state) r), 'unknown', 'an expired session is not exchanged');
select pg_temp.at(0);
select is(t.try($$select agency.open_session(t.id('alphaagent'), t.id('s3'), sha256('p0'), 31536000, null, null, repeat('n', 40))$$), '1', 'a new hash may come with a sign-in');
select is((select hash from agency.password_for('alphaagent@example.com', null)), repeat('n', 40), '… and is kept');
reset role;
select is((select expires_at from internal.sessions where id = t.id('s3')), now() + interval '180 days', 'a session lasts 180 days at most');
select t.go();
select pg_temp.at(86400);
select is((select state from agency.rotate_session(sha256('p0'), sha256('p1'), 31536000, null, null)), 'rotated', 'it is prolonged');
reset role;
select is((select expires_at from internal.sessions where id = t.id('s3')), now() + interval '180 days', '… not beyond');
select pg_temp.at(0);
select t.come('alphaagent', 'alpha');
select is((select array_agg(id order by id) from agency.sessions()), (select array_agg(i order by i) from unnest(array[t.id('s2'), t.id('s3')]) i), 'live sessions are listed');
select is(agency.end_session(t.id('s3')), true, 'one''s own is ended');
select is(agency.end_session(t.id('s3')), false, '… once');
select t.come('alphaadmin', 'alpha');
select is(agency.end_session(t.id('s2')), false, 'nobody else''s');
select is((select count(*) from agency.sessions()), 0::bigint, 'which are not listed either');
select t.go();
select is(t.try($$select agency.sign_out(sha256('q0'))$$), '1', 'signing out takes the refresh token');
reset role;
select is((select end_reason from internal.sessions where id = t.id('s2')), 'signed_out', '… and ends the session');

-- one's own password
select t.go();
select t.try($$select agency.open_session(t.id('alphaagent'), t.id('s4'), sha256('o0'), 60, null, null, null)$$),
       t.try($$select agency.open_session(t.id('alphaagent'), t.id('s5'), sha256('n0'), 60, null, null, null)$$);
select t.come('alphaagent', 'alpha');
select is((select hash from agency.own_password(null)), repeat('n', 40), 'one''s own hash, to compare');
select is(t.try($$select agency.set_password(repeat('m', 40), t.id('s4'), null)$$), '1', 'another password');
select is((select array_agg(id) from agency.sessions()), array[t.id('s4')], 'ends the other sessions');
select t.come('alphaadmin', 'alpha');
select is(t.try($$select agency.set_password(repeat('m', 40), null, null)$$), 'SF404', 'who has no password sets none');

-- sign-up
select t.go();
select is((select role || ' ' || email from agency.sign_up(t.id('n1'), 'New@Example.com', repeat('h', 30), 'New Person', null, 'fr-LU', null, t.id('ns1'), sha256('ns1'), 60, '192.0.2.1', 'b')),
          'owner new@example.com', 'signing up makes an agency of one');
select is((select name || ' ' || locale from agencies), 'New Person fr-LU', '… the new person''s, who is now in it');
select t.go();
select is(t.detail($$select agency.sign_up(t.id('n2'), 'new@example.com', repeat('h', 30), null, null, null, null, t.id('ns2'), sha256('ns2'), 60, null, null)$$),
          '{"code": "not_unique", "pointer": "/email"}', 'a login is one person''s');
select is((select role from agency.sign_up(t.id('n3'), 'guest@example.com', repeat('h', 30), null, null, null, sha256('alpha'), t.id('ns3'), sha256('ns3'), 60, null, null)),
          'agent', 'with an invitation one joins that agency');
select is(app.agency_id(), t.id('alpha'), '… and is in it');
select is((select count(*) from users where email_verified), 0::bigint, 'an address that was only typed is not verified');

-- keys
select t.go();
select is(agency.add_signing_key('k1', '{"kid": "k1"}', 's1.x', '1 hour'), true, 'a first key');
select is(agency.add_signing_key('k2', '{"kid": "k2"}', 's1.x', '1 hour'), false, 'not a second one within the hour');
select pg_temp.at(7200);
select is(agency.add_signing_key('k2', '{"kid": "k2"}', 's1.x', '1 hour'), true, 'later it is');
select results_eq('select kid, retired_at is null from agency.signing_keys()', $$values ('k2', true), ('k1', false)$$, 'the newest signs, the other is still known');
select pg_temp.at(7200 + 86401);
select results_eq('select kid from agency.signing_keys()', $$values ('k2')$$, 'for a day');
select * from finish();
rollback;

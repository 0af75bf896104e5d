-- SPDX-License-Identifier: Apache-2.0
-- app.authenticate: each verdict, with and without an agency named.
begin;
set local search_path = public, t;
select start(41);
select t.world();
insert into internal.sessions (id, user_id, expires_at) values
    (t.id('s'), t.id('alphaagent'), now() + interval '1 day'), (t.id('old'), t.id('alphaagent'), now() - interval '1 second');

-- answers 'role reads agency', or the SQLSTATE
create function pg_temp.ask(p_person text, p_agency text, p_roles int, p_org text default null, p_claims jsonb default null,
    p_session uuid default null) returns text language plpgsql as $$
declare
    a record;
begin
    select * into a from app.authenticate('https://issuer.example', p_person, p_session, t.id(p_agency), p_org, p_claims, p_roles,
                                          app.uuid7(), '192.0.2.1');
    return concat_ws(' ', coalesce(a.role, '-'), coalesce(a.reads, '-'), case a.agency_id when t.id('alpha') then 'alpha' when t.id('beta') then 'beta' else '-' end);
exception when others then
    return sqlstate;
end
$$;
select t.go();

select is(pg_temp.ask('alphaviewer', 'alpha', 15), 'viewer all alpha', 'viewer');
select is(pg_temp.ask('alphaagent', 'alpha', 15), 'agent all alpha', 'agent');
select is(pg_temp.ask('alphaadmin', 'alpha', 15), 'admin all alpha', 'admin');
select is(pg_temp.ask('alphaowner', 'alpha', 15), 'owner all alpha', 'owner');
select is(pg_temp.ask('alphaviewer', 'alpha', 14), 'SF403', 'a viewer does not write');
select is(pg_temp.ask('alphaagent', 'alpha', 12), 'SF403', 'an agent does not manage');
select is(pg_temp.ask('alphaowner', 'alpha', 16), 'SF403', 'an owner is no platform admin');
select is(pg_temp.ask('alphaagent', 'beta', 15), 'SF404', 'another agency');
select is(pg_temp.ask('alphaagent', 'gamma', 15), 'SF404', 'an agency that does not exist answers the same');
select is(pg_temp.ask('alphaagent', 'beta', 0), 'SF404', 'another agency, though none is needed');
select is(pg_temp.ask('gone', 'alpha', 15), 'SF404', 'a membership that has ended');
select is(pg_temp.ask('stranger', 'alpha', 15), 'SF401', 'nobody we know');
select is(pg_temp.ask('stranger', 'alpha', 0), 'SF401', 'nobody we know, anywhere');

select is(pg_temp.ask('alphaagent', null, 15), 'agent all alpha', 'no agency named: the only membership');
select is(pg_temp.ask('amphibian', null, 15), 'SF400', 'no agency named: two memberships');
select is(pg_temp.ask('amphibian', null, 0), '- - -', 'no agency named, none needed');
reset role;
update users set last_agency_id = t.id('beta') where id = t.id('amphibian');
select t.go();
select is(pg_temp.ask('amphibian', null, 15), 'agent all beta', 'no agency named: the one last used');
reset role;
update memberships set left_at = now() where id = t.id('mbetaamphibian');
select t.go();
select is(pg_temp.ask('amphibian', null, 15), 'agent all alpha', 'the one last used was left: the only membership');
select is(pg_temp.ask('nobody', null, 15), 'SF400', 'no membership at all');
select is(pg_temp.ask('nobody', null, 0), '- - -', 'no membership, none needed');

-- platform admins
select is(pg_temp.ask('root', 'alpha', 17), 'platform all alpha', 'a platform admin comes in as one');
select is(pg_temp.ask('root', 'gamma', 17), 'SF404', 'not into an agency that does not exist');
select is(pg_temp.ask('root', 'alpha', 15), 'SF403', 'not where only members may');
select is(pg_temp.ask('root', null, 16), 'platform all -', 'nor does it need an agency for itself');
select is(pg_temp.ask('root', null, 31), 'SF400', 'but where one is needed it must be named');
reset role;
insert into memberships (agency_id, user_id, role) values (t.id('alpha'), t.id('root'), 'viewer');
select t.go();
select is(pg_temp.ask('root', 'alpha', 17), 'viewer all alpha', 'a platform admin who is a member comes in as that');
select is(pg_temp.ask('root', 'alpha', 30), 'platform all alpha', 'unless only the platform role is enough');

-- visibility and activity take effect at once
reset role;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
select t.go();
select is(pg_temp.ask('alphaagent', 'alpha', 15), 'agent own alpha', 'owner visibility: an agent reads its own');
select is(pg_temp.ask('alphaadmin', 'alpha', 15), 'admin all alpha', 'owner visibility: an admin reads all');
reset role;
update users set is_active = false where id = t.id('alphaviewer');
update memberships set role = 'viewer' where id = t.id('malphaagent2');
select t.go();
select is(pg_temp.ask('alphaviewer', 'alpha', 15), 'SF401', 'an inactive user is nobody');
select is(pg_temp.ask('alphaagent2', 'alpha', 14), 'SF403', 'a new role counts at once');

-- sessions
select is(pg_temp.ask(t.id('alphaagent')::text, 'alpha', 15, p_session => t.id('s')), 'agent own alpha', 'a live session');
select is(pg_temp.ask(t.id('alphaagent')::text, null, 15, p_session => t.id('s')), 'agent own alpha', 'a live session, no agency named');
select is(pg_temp.ask(t.id('alphaadmin')::text, 'alpha', 15, p_session => t.id('s')), 'SF401', 'somebody else''s session');
select is(pg_temp.ask('alphaagent', 'alpha', 15, p_session => t.id('s')), 'SF401', 'a session does not lend its life to another issuer''s subject');
select is(pg_temp.ask(t.id('alphaagent')::text, 'alpha', 15, p_session => t.id('old')), 'SF401', 'an expired session');
select is(pg_temp.ask(t.id('alphaagent')::text, 'alpha', 15, p_session => t.id('none'), p_claims => '{}'), 'SF401', 'no such session, and nobody is made for it');
reset role;
update internal.sessions set ended_at = now() where id = t.id('s');
select t.go();
select is(pg_temp.ask(t.id('alphaagent')::text, 'alpha', 15, p_session => t.id('s')), 'SF401', 'an ended session');
select is(pg_temp.ask('stranger', 'alpha', 15), 'SF401', 'a refusal sets no context');
select is(app.agency_id(), null, '… indeed none');

reset role;
select results_eq('select user_id, agency_id, role, platform_role, reads from internal.entrances order by 1, 2',
                  'select user_id, agency_id, role, platform_role, reads from internal.entrances_due order by 1, 2',
                  'entrances are what they derive from');
select * from finish();
rollback;

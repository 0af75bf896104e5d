-- SPDX-License-Identifier: Apache-2.0
-- Keys of programs: who makes and sees them, whom they let in as what, their sandbox, their log.
begin;
set local search_path = public, t;
select start(86);
select t.world();

-- what a worker sends for a key whose secret is p_secret
create function t.knock(p_prefix text, p_secret text, p_scopes text[] default '{properties:read}', p_roles int default 31,
    p_agency uuid default null, p_address inet default '192.0.2.1') returns text language plpgsql as $$
declare
    who record;
    detail text;
begin
    perform t.go();
    select * into who from app.authenticate_key(p_prefix, sha256(p_secret::bytea), p_scopes, p_agency, p_roles, app.uuid7(), p_address);
    return concat_ws(' ', (select w from unnest(array['alpha', 'beta']) w where t.id(w) = who.agency_id), who.role, who.platform_role, who.reads);
exception when sqlstate 'SF401' or sqlstate 'SF403' then
    get stacked diagnostics detail = pg_exception_detail;
    return sqlstate || ' ' || case sqlstate when 'SF401' then sqlerrm else detail::jsonb ->> 'needs' end;
end
$$;
create function t.try_as(p_person text, p_sql text) returns text language plpgsql as $$
begin
    perform t.come(p_person, 'alpha');
    return t.try(p_sql);
end
$$;
create function t.make(p_id text, p_mode text, p_prefix text, p_scopes text[] default '{properties:read,properties:write}',
    p_addresses cidr[] default null, p_expires timestamptz default null) returns text language plpgsql as $$
begin
    return t.try(format('select agency.make_api_key(%L, %L, %L, %L, %L, sha256(%L), %L, %L, %L)', t.id(p_id), p_id, p_mode,
                        'sfy_' || p_mode || '_' || p_prefix, 'abcd', p_id, p_scopes, p_addresses, p_expires));
end
$$;
create function t.sandbox() returns uuid language sql security definer as $$ select id from public.agencies where sandbox_of = t.id('alpha') $$;
alter function t.sandbox() owner to stagefy_definer;
grant usage on schema t to stagefy_definer;
-- a job of each kind of state, and a mail; which of them there are
create function t.work_of(p_agency uuid) returns void language sql security definer as $$
    insert into internal.jobs (agency_id, kind, status, token, leased_until, ended_at)
    select p_agency, 'test.noop', s, case s when 'processing' then gen_random_uuid() end, case s when 'processing' then now() + interval '1 hour' end,
           case s when 'cancelled' then now() end
    from unnest('{pending,processing,cancelled}'::text[]) s;
    select internal.write_mail(p_agency, 'managers', 'digest', 'en', 'x@example.com', null, null, null, null, '{}');
$$;
create function t.works_of(p_agency uuid) returns text[] language sql security definer as $$
    select array(select status from internal.jobs j where j.agency_id = p_agency order by status)
           || array(select 'mail' from internal.mails m where m.agency_id = p_agency)
$$;
alter function t.work_of(uuid) owner to stagefy_definer;
alter function t.works_of(uuid) owner to stagefy_definer;
grant execute on function t.work_of(uuid), t.works_of(uuid) to public;
grant execute on function t.knock(text, text, text[], int, uuid, inet), t.make(text, text, text, text[], cidr[], timestamptz), t.sandbox(), t.try_as(text, text) to public;

-- roles × operations
select is(t.try_as(p, 'select 1 from api_keys'), n, format('%s reads %s', p, n))
from (values ('alphaviewer', '0'), ('alphaagent', '0'), ('alphaadmin', '1'), ('alphaowner', '1'), ('root', '1')) v (p, n);
select is(t.try_as(p, $$update api_keys set name = 'x' where id = t.id('kalpha')$$), n, format('%s changes %s', p, n))
from (values ('alphaviewer', '0'), ('alphaagent', '0'), ('alphaadmin', '1'), ('alphaowner', '1'), ('root', '0')) v (p, n);
select is(t.try_as(p, format('select agency.make_api_key(%L, %L, ''live'', %L, ''abcd'', sha256(%L), null, null, null)',
                             t.id('new' || p), p, 'sfy_live_' || right(p, 5) || '000', p)), n, format('%s makes one: %s', p, n))
from (values ('alphaviewer', 'SF403'), ('alphaagent', 'SF403'), ('alphaadmin', '1'), ('alphaowner', '1'), ('root', 'SF403')) v (p, n);
select is(t.try_as(p, $$select agency.revoke_api_key(t.id('newalphaadmin'))$$), n, format('%s revokes: %s', p, n))
from (values ('alphaviewer', 'SF403'), ('alphaagent', 'SF403'), ('root', 'SF403'), ('alphaadmin', '1'), ('alphaowner', '1')) v (p, n);
select t.come('alphaadmin', 'alpha');
select is(t.try('select digest from api_keys'), 'denied', 'nobody reads what is kept of a key');
select is(t.try($$update api_keys set digest = sha256('x')$$), 'denied', 'nor writes it');
select is(t.try($$update api_keys set revoked_at = null$$), 'denied', 'nor undoes an end');
select is(t.try($$insert into api_keys (name) values ('x')$$), 'denied', 'nor makes a key but by the function');
select is(agency.revoke_api_key(t.id('kbeta')), false, 'another agency''s key is none');
select is(t.make('past', 'live', 'past0000', p_expires => app.now()), 'SF422', 'a key that has expired already is not made');
select is(t.make('mix', 'test', 'alpha000', p_scopes => '{}'), '1', 'ids of live and test keys are two things');
select is(t.make('twice', 'live', 'alpha000'), '23505', 'and each is there once');
select t.go();
select is(t.count('select 1 from api_keys'), 0::bigint, 'without a context there is none');

-- whom they let in
select is(t.knock('sfy_live_alpha000', 'alpha'), 'alpha admin agent all', 'a key comes in as the member who made it');
select is(app.user_id(), t.id('alphaadmin'), '… indeed');
select is(app.agency_id(), t.id('alpha'), 'into its agency');
select is(t.count('select 1 from properties'), 3::bigint, 'and reads its records');
select is(t.count($$select 1 from properties where agency_id = t.id('beta')$$), 0::bigint, 'and no others');
select is(t.knock('sfy_live_alpha000', 'beta'), 'SF401 unknown_api_key', 'another secret');
select is(t.knock('sfy_live_nobody00', 'alpha'), 'SF401 unknown_api_key', 'another id');
select is(t.knock('sfy_test_alpha000', 'alpha'), 'SF401 unknown_api_key', 'live as test');
select is(t.knock('sfy_live_alpha000', 'alpha', '{contacts:read}'), 'SF403 contacts:read', 'a scope it lacks');
select is(t.knock('sfy_live_alpha000', 'alpha', '{properties:read,contacts:read}'), 'SF403 contacts:read', 'one of two');
select is(t.knock('sfy_live_alpha000', 'alpha', null), 'SF403 session', 'what no key reaches');
select is(t.knock('sfy_live_alpha000', 'alpha', p_agency => t.id('alpha')), 'alpha admin agent all', 'its agency may be named');
select is(t.knock('sfy_live_alpha000', 'alpha', p_agency => t.id('beta')), 'SF403 agency', 'another may not');
select is(t.knock('sfy_live_alpha000', 'alpha', p_agency => t.id('nowhere')), 'SF403 agency', 'nor one that is none: the same');
select is(t.knock('sfy_live_alpha000', 'alpha', p_roles => 8), 'SF403 owner', 'what an owner may, an admin''s key may not');
select is(t.knock('sfy_live_alpha000', 'alpha', p_roles => 16), 'SF403 owner', 'nor what a platform admin may');

-- never more than its maker may now
reset role;
set local role stagefy_definer;
update memberships set role = 'agent' where user_id = t.id('alphaadmin');
select is(t.knock('sfy_live_alpha000', 'alpha'), 'alpha agent agent all', 'a weaker maker, a weaker key');
select is(t.knock('sfy_live_alpha000', 'alpha', p_roles => 12), 'SF403 admin', '… which is refused what its maker is');
select is(t.knock('sfy_live_alpha000', 'alpha'), 'alpha agent agent all', '… and again');
select is(t.try($$update properties set price = 5 where id = t.id('palphaagent2')$$), '0', '… and writes what its maker may');
reset role;
set local role stagefy_definer;
update memberships set left_at = app.now() where user_id = t.id('alphaadmin');
select is(t.knock('sfy_live_alpha000', 'alpha'), 'SF401 api_key_orphaned', 'who leaves takes the keys along');
reset role;
set local role stagefy_definer;
update memberships set left_at = null, role = 'admin' where user_id = t.id('alphaadmin');
update users set is_active = false where id = t.id('alphaadmin');
select is(t.knock('sfy_live_alpha000', 'alpha'), 'SF401 api_key_orphaned', 'so does who is switched off');
reset role;
set local role stagefy_definer;
update users set is_active = true, role = 'admin' where id = t.id('alphaadmin');
select is(t.knock('sfy_live_alpha000', 'alpha'), 'alpha admin agent all', 'a platform admin''s key is a member''s key');

select t.come('alphaowner', 'alpha');
select is(t.try($$select agency.leave(t.id('malphaadmin'), t.id('malphaowner'))$$), '1', 'who leaves hands over records');
select is(t.knock('sfy_live_alpha000', 'alpha'), 'SF401 api_key_orphaned', '… and no key: its new owner would lend it another role');
reset role;
set local role stagefy_definer;
update memberships set left_at = null where user_id = t.id('alphaadmin');

-- whose change it was: the member's, by the key
select t.come('alphaadmin', 'alpha');
select t.make('hand', 'live', 'hand0000', '{properties:write}') = '1';
select is(t.knock('sfy_live_hand0000', 'hand', '{properties:write}'), 'alpha admin agent all', 'a key that writes');
select is(app.key_id(), t.id('hand'), '… is known as long as the transaction');
insert into properties (id, address) values (t.id('byhand'), 'x');
select t.go();
select t.come('alphaadmin', 'alpha');
select is(app.key_id(), null, 'who comes in by himself has none');
update properties set address = 'y' where id = t.id('byhand');
select results_eq($$select action::text, actor_id, key_id from audit_log where row_id = t.id('byhand') order by id$$,
                  $$values ('created', t.id('alphaadmin'), t.id('hand')), ('updated', t.id('alphaadmin'), null)$$, 'the history tells the one from the other');

-- until when, from where
select t.come('alphaadmin', 'alpha');
select t.make('short', 'live', 'short000', p_expires => app.now() + interval '1 hour') = '1';
select t.make('near', 'live', 'near0000', p_addresses => '{192.0.2.0/28,2001:db8::/32}') = '1';
select is(t.knock('sfy_live_short000', 'short'), 'alpha admin agent all', 'before it expires');
select set_config('app.now', (now() + interval '1 hour')::text, true);
select is(t.knock('sfy_live_short000', 'short'), 'SF401 api_key_expired', 'and then');
select set_config('app.now', '', true);
select is(t.knock('sfy_live_near0000', 'near', p_address => '192.0.2.15'), 'alpha admin agent all', 'from an address on its list');
select is(t.knock('sfy_live_near0000', 'near', p_address => '2001:db8::1'), 'alpha admin agent all', '… of either family');
select is(t.knock('sfy_live_near0000', 'near', p_address => '192.0.2.16'), 'SF403 address', 'from another');
select is(t.knock('sfy_live_near0000', 'near', p_address => null), 'SF403 address', 'from nobody knows where');
select t.come('alphaowner', 'alpha');
select agency.revoke_api_key(t.id('short'));
select is(t.knock('sfy_live_short000', 'short'), 'SF401 api_key_revoked', 'once revoked, at once');

-- the sandbox
select t.come('alphaowner', 'alpha');
select t.make('try', 'test', 'try00000', '{properties:read,properties:write}') = '1';
select isnt(t.sandbox(), null, 'a test key brings the sandbox into being');
select is(t.knock('sfy_test_try00000', 'try'), 'owner agent all', 'and comes into that');
select is(app.agency_id(), t.sandbox(), '… indeed');
select is(t.count('select 1 from properties') || t.count('select 1 from contacts')::text, '00', 'where nothing is of the agency');
select is(t.try($$insert into properties (agency_id, owner_id, address) values (t.id('alpha'), t.id('alphaowner'), 'x')$$), 'denied', 'nor can be written to it');
select is(t.try($$insert into properties (external_ref, address) values ('same', 'x')$$), '1', 'but records can be made');
select is(t.knock('sfy_test_try00000', 'try', p_agency => t.id('alpha')), 'owner agent all', 'the agency itself may be named');
select t.come('alphaowner', 'alpha');
select is((select json_array_length(agencies) from agency.me()), 1, 'its members see no second agency');
select t.come('alphaowner', 'alpha');
select is(t.try(format('select app.authenticate(%L, %L, null, %L, null, null, 0, app.uuid7(), null)', 'https://issuer.example', 'alphaowner', t.sandbox())), 'SF404', 'nor enter it by themselves');
select t.come('betaowner', 'beta');
select agency.reset_sandbox();
select t.knock('sfy_test_try00000', 'try') is null;
select is(t.count('select 1 from properties'), 1::bigint, 'nobody else empties it');
select t.come('alphaagent', 'alpha');
select is(t.try('select agency.reset_sandbox()'), 'SF403', 'nor an agent');
select t.work_of(t.sandbox());
select t.work_of(t.id('beta'));
select t.come('alphaowner', 'alpha');
select is(t.try('select agency.reset_sandbox()'), '1', 'an owner does');
select is(t.works_of(t.sandbox()), '{}', '… what was asked for there, is at work or has ended goes too, with its mails');
select is(t.works_of(t.id('beta')), '{cancelled,pending,processing,mail}', '… and nothing of others');
select t.knock('sfy_test_try00000', 'try') is null;
select is(t.count('select 1 from properties'), 0::bigint, '… and it is empty');
select is(t.try($$insert into properties (external_ref, address) values ('same', 'x')$$), '1', 'and takes the same records again');

-- the log
reset role;
create function t.note(p_prefix text, p_secret text, p_at bigint, p_status int) returns void language sql as $$
    select agency.note_key_requests(jsonb_build_array(jsonb_build_object('prefix', p_prefix, 'digest', sha256(p_secret::bytea), 'at_us', p_at,
        'request_id', app.uuid7(), 'method', 'GET', 'route', '/api/properties', 'status', p_status, 'problem', null)))
$$;
grant execute on function t.note(text, text, bigint, int) to public;
select t.go();
select t.note('sfy_live_alpha000', 'alpha', 1000000 * i, 200 + i % 2) from generate_series(1, 250) i;
select t.note('sfy_live_alpha000', 'forged', 999000000, 500);
select t.come('alphaadmin', 'alpha');
select results_eq($$select count(*), min(at), max(at), sum(status) from agency.key_requests(t.id('kalpha'))$$,
    $$values (200::bigint, to_timestamp(51), to_timestamp(250), 40100::bigint)$$, 'of each key the last 200 stay, and none that was forged');
select is((select last_used_at from api_keys where id = t.id('kalpha')), to_timestamp(241), 'last_used_at moves once a minute');
select is((select version from api_keys where id = t.id('kalpha')), 2, '… and makes no form stale');
select is(t.try($$select agency.key_requests(t.id('kbeta'))$$), 'SF404', 'another agency''s key has no log');
select t.come('alphaagent', 'alpha');
select is(t.try($$select agency.key_requests(t.id('kalpha'))$$), 'SF403', 'and agents see none');

select * from finish();
rollback;

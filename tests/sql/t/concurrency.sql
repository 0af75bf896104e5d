-- SPDX-License-Identifier: Apache-2.0
-- Two at once. Two further connections commit what they do, under names that no other test has.
\getenv url TEST_DATABASE_URL
set search_path = public, t;
select :'url' as url, exists (select from pg_available_extensions where name = 'dblink') and current_setting('is_superuser')::bool as able \gset
\if :able
\else
select plan(1);
select skip('dblink needs a superuser', 1);
select * from finish();
\quit
\endif
create extension if not exists dblink with schema t;
select start(20);
select dblink_connect('one', :'url'), dblink_connect('two', :'url');
-- p_connection does p_sql, whatever it answers
create function pg_temp.run(p_connection text, p_sql text) returns text language sql as $$
    select dblink_exec(p_connection, p_sql || '; reset application_name')
$$;
-- The first column of what p_connection was sent, or the SQLSTATE.
create function pg_temp.answer(p_connection text) returns text language plpgsql as $$
declare
    a text;
begin
    select v into a from dblink_get_result(p_connection) as r (v text);
    perform * from dblink_get_result(p_connection) as r (v text);
    return a;
exception when others then
    a := sqlstate;
    perform * from dblink_get_result(p_connection, false) as r (v text);
    return a;
end
$$;
-- Whether p_connection comes to wait for a lock within a second; its statement says "… waits".
create function pg_temp.waits(p_connection text) returns boolean language plpgsql as $$
begin
    for i in 1..100 loop
        perform pg_sleep(0.01);
        if exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%' || p_connection || ' waits%') then
            return true;
        end if;
    end loop;
    return false;
end
$$;
select pg_temp.run('one', $$
    set role stagefy_definer;
    insert into public.agencies (id, slug, name) values (t.id('duo'), 'duo', 'duo');
    insert into public.users (id, email) values (t.id('duo1'), 'duo1@example.com'), (t.id('duo2'), 'duo2@example.com'), (t.id('duo3'), null);
    insert into public.memberships (id, agency_id, user_id, role) values
        (t.id('mduo1'), t.id('duo'), t.id('duo1'), 'owner'), (t.id('mduo2'), t.id('duo'), t.id('duo2'), 'owner');
    insert into public.properties (id, agency_id, owner_id, address) values (t.id('pduo'), t.id('duo'), t.id('duo1'), 'x');
    reset role$$);

-- a twin of a keyed write
select pg_temp.run('one', format($$begin; set local app.user_id = %L; select app.idem_claim('POST', '/twin', 'k', 'a')$$, t.id('duo1')));
select pg_temp.run('two', format($$begin; set local app.user_id = %L$$, t.id('duo1')));
select is(dblink_send_query('two', $$select app.idem_claim('POST', '/twin', 'k', 'a')$$), 1, 'a twin asks');
select is(pg_temp.answer('two'), 'SF491', 'a twin is told at once that the first one runs');
select pg_temp.run('two', 'rollback'), pg_temp.run('one', $$select app.idem_store('POST', '/twin', 'k', 200, '{}', 'x'); commit$$);
select pg_temp.run('two', format($$begin; set local app.user_id = %L$$, t.id('duo1')));
select dblink_send_query('two', $$select app.idem_claim('POST', '/twin', 'k', 'a')$$);
select is(pg_temp.answer('two'), 'SF208', 'and finds the answer once it has committed');
select pg_temp.run('two', 'rollback');

-- who writes down a change keeps its month; dropping gives up after a second
select pg_temp.run('one', $$begin; set local role stagefy_definer; insert into internal.changes (table_name, row_id, action, admin_only, diff) values ('x', t.id('x'), 'created', false, '{}')$$);
select pg_temp.run('two', $$begin; set local role stagefy_owner; set local app.now = '2199-01-01'$$);
select dblink_send_query('two', 'select app.drop_old_changes(400)::text');
select is(pg_temp.answer('two'), '0', 'old months stay while somebody writes');
select pg_temp.run('one', 'rollback');
select dblink_send_query('two', 'select (app.drop_old_changes(400) > 0)::text');
select is(pg_temp.answer('two'), 'true', 'and go the next time');
select pg_temp.run('two', 'rollback');

-- two owners step down at once
select pg_temp.run('one', format($$begin; set local role stagefy_definer; update public.memberships set role = 'agent' where id = %L$$, t.id('mduo1')));
select dblink_send_query('two', format($$/* two waits */ update public.memberships set role = 'agent' where id = %L returning 'stepped down'$$, t.id('mduo2')));
select is(pg_temp.waits('two'), true, 'the second owner to step down waits for the first');
select pg_temp.run('one', 'commit');
select is(pg_temp.answer('two'), 'SF409', 'and then is the last one');

-- first sight, twice
select pg_temp.run('one', $$begin; select app.authenticate('https://duo', 'd', null, null, 'org_duo', '{"org_role": "org:admin"}', 0, null, null)$$);
select dblink_send_query('two', $$/* two waits */ select user_id from app.authenticate('https://duo', 'd', null, null, 'org_duo', '{"org_role": "org:admin"}', 0, null, null)$$);
select is(pg_temp.waits('two'), true, 'the second first sight waits');
select pg_temp.run('one', 'commit');
select is(pg_temp.answer('two'), (select user_id::text from identities where issuer = 'https://duo'), 'and finds the person that the first one made');
select is((select count(*) from agencies where clerk_org_id = 'org_duo'), 1::bigint, 'and its agency');

-- visibility changes while somebody joins
select pg_temp.run('one', format($$begin; set local role stagefy_definer; update public.agencies set record_visibility = 'owner' where id = %L$$, t.id('duo')));
select dblink_send_query('two', format($$/* two waits */ insert into public.memberships (agency_id, user_id) values (%L, %L) returning 'joined'$$, t.id('duo'), t.id('duo3')));
select is(pg_temp.waits('two'), true, 'who joins waits for a change of visibility');
select pg_temp.run('one', 'commit');
select is(pg_temp.answer('two'), 'joined', 'and joins');
select is((select reads from internal.entrances where user_id = t.id('duo3')), 'own', 'under the new one');

-- two photos into one gallery
create function t.photo(p_word text) returns text language sql as $$
    insert into public.media_items (id, agency_id, owner_id, type, file_name, storage_key, provider, content_type, size, property_id, position, status)
    values (t.id(p_word), t.id('duo'), t.id('duo1'), 'image', 'a', p_word, 'local', 'image/png', 1, t.id('pduo'), media.next_position(t.id('duo'), t.id('pduo')), 'ready')
    returning position::text
$$;
select pg_temp.run('one', $$begin; select t.photo('duoa')$$);
select dblink_send_query('two', $$/* two waits */ select t.photo('duob')$$);
select pg_temp.waits('two');
select pg_temp.run('one', 'commit');
select is(pg_temp.answer('two'), '2', 'the second of two photos at once gets the second place');
select is((select media_count from properties where id = t.id('pduo')), 2, 'and both are counted');
-- two shares of one record
create function t.share(p_person text) returns text language sql as $$
    insert into public.record_shares (agency_id, property_id, user_id) values (t.id('duo'), t.id('pduo'), t.id(p_person)) returning access::text
$$;
select pg_temp.run('one', $$begin; select t.share('duo2')$$);
select dblink_send_query('two', $$/* two waits */ select t.share('duo3')$$);
select pg_temp.waits('two');
select pg_temp.run('one', 'commit');
select pg_temp.answer('two');
select is((select cardinality(shared_with) from properties where id = t.id('pduo')), 2, 'the second of two shares at once forgets nobody');

-- the months of a year, by two workers
select pg_temp.run('one', format($$begin; set local role stagefy_definer; set local app.now = '2026-01-31'; select billing.start_subscription(%L, %L, 'yearly', 'payfast', 'duo', null, null, null, null, null); commit$$,
                                 t.id('duo'), (select id from plans where key = 'enterprise')));
select pg_temp.run('one', $$begin; set local role stagefy_jobs; set local app.now = '2026-06-15'; select billing.grant_due(10)$$);
select dblink_send_query('two', $$/* two waits */ select billing.grant_due(10)::text$$) from (select pg_temp.run('two', $$begin; set local role stagefy_jobs; set local app.now = '2026-06-15'$$)) first;
select is(pg_temp.waits('two'), true, 'the second worker waits');
select pg_temp.run('one', 'commit');
select pg_temp.answer('two');
select pg_temp.run('two', 'commit');
select is((select granted_months from subscriptions where agency_id = t.id('duo')), 5, 'five months have come');
select is((select sum(amount) from credit_transactions where agency_id = t.id('duo') and type = 'subscription'), 50000::bigint, 'each once');
-- a renewal, told twice at once
select pg_temp.run('one', format($$begin; set local role stagefy_definer; select billing.renew_subscription(%L, id, '2028-01-31', null) from public.subscriptions where agency_id = %1$L$$, t.id('duo')));
select dblink_send_query('two', format($$/* two waits */ select billing.renew_subscription(%L, id, '2028-01-31', null)::text from public.subscriptions where agency_id = %1$L$$, t.id('duo')))
from (select pg_temp.run('two', 'begin; set local role stagefy_definer')) first;
select pg_temp.waits('two');
select pg_temp.run('one', 'commit');
select is(pg_temp.answer('two'), 'false', 'the second renewal at once is none');
select pg_temp.run('two', 'commit');
select dblink_disconnect('one'), dblink_disconnect('two');

-- nothing of it stays
set session_replication_role = replica; -- books cannot be emptied otherwise
delete from credit_transactions where agency_id in (select id from agencies where id = t.id('duo') or clerk_org_id = 'org_duo');
delete from credit_grants where agency_id in (select id from agencies where id = t.id('duo') or clerk_org_id = 'org_duo');
delete from credit_accounts where agency_id in (select id from agencies where id = t.id('duo') or clerk_org_id = 'org_duo');
delete from subscription_events where agency_id = t.id('duo');
delete from subscriptions where agency_id = t.id('duo');
reset session_replication_role;
delete from media_items where agency_id = t.id('duo');
delete from properties where agency_id = t.id('duo');
delete from deal_stages where agency_id in (select id from agencies where id = t.id('duo') or clerk_org_id = 'org_duo');
delete from memberships where agency_id in (select id from agencies where id = t.id('duo') or clerk_org_id = 'org_duo');
delete from users where id in (t.id('duo1'), t.id('duo2'), t.id('duo3')) or id in (select user_id from identities where issuer = 'https://duo');
delete from agencies where id = t.id('duo') or clerk_org_id = 'org_duo';
drop function t.photo(text), t.share(text);
select * from finish();

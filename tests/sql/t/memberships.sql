-- SPDX-License-Identifier: Apache-2.0
-- Roles, owners, leaving, and what colleagues see of each other.
begin;
set local search_path = public, t;
select start(46);
select t.world();

create function pg_temp.role_of(p_person text) returns text language sql as $$
    select role::text from public.memberships where id = t.id('malpha' || p_person)
$$;
grant execute on function pg_temp.role_of(text) to public;
create function pg_temp.set_role(p_person text, p_role text) returns text language sql as $$
    select t.try(format('update public.memberships set role = %L where agency_id = t.id(''alpha'') and id = t.id(%L)', p_role, 'malpha' || p_person))
$$;

select t.come('alphaagent', 'alpha');
select is(t.count('select 1 from memberships'), 7::bigint, 'everybody sees every card');
select is(pg_temp.set_role('viewer', 'admin'), '0', 'an agent changes nobody');
select is(pg_temp.set_role('agent', 'admin'), 'SF403', 'nor promotes itself');
select is(t.try($$update memberships set credit_limit = 5 where user_id = t.id('alphaagent')$$), 'SF403', 'nor gives itself credits');
select is(t.try($$update memberships set display_name = 'Al' where user_id = t.id('alphaagent')$$), '1', 'but writes its own card');
select is(t.try($$update memberships set left_at = now() where user_id = t.id('alphaagent')$$), 'denied', 'left_at is not a client''s');
select is(agency.member_email(t.id('alphaviewer')), null, 'an agent sees no colleague''s e-mail');
select is(agency.member_email(t.id('alphaagent')), 'alphaagent@example.com', 'but its own');

select t.come('alphaadmin', 'alpha');
select is(pg_temp.set_role('viewer', 'agent'), '1', 'an admin changes roles');
select is(pg_temp.role_of('viewer'), 'agent', '… indeed');
select is(pg_temp.set_role('agent', 'owner'), 'SF403', 'but makes no owner');
select is(pg_temp.set_role('owner', 'admin'), 'SF403', 'nor unmakes one');
select is(agency.member_email(t.id('alphaviewer')), 'alphaviewer@example.com', 'an admin sees colleagues'' e-mails');
select is(agency.member_email(t.id('betaviewer')), null, 'but nobody''s of another agency');

select t.come('alphaowner', 'alpha');
select is(pg_temp.set_role('owner', 'admin'), 'SF409', 'the last owner cannot step down');
select is(t.detail(format('update memberships set role = ''admin'' where id = %L', t.id('malphaowner'))) ->> 'code', 'last-owner', '… and is told why');
select is(t.try(format('select agency.leave(%L, null)', t.id('malphaowner'))), 'SF409', 'nor leave');
select is(pg_temp.set_role('admin', 'owner'), '1', 'an owner makes an owner');
select is(pg_temp.set_role('owner', 'admin'), '1', 'and may then step down');
select t.come('alphaowner', 'alpha');
select is(pg_temp.set_role('admin', 'agent'), 'SF403', 'but is an owner no more');

-- leaving
reset role;
update contacts set deleted_at = now() where id = t.id('calphaagent');
select t.come('alphaagent', 'alpha');
select is(t.try(format('select agency.leave(%L, null)', t.id('malphaviewer'))), 'SF403', 'an agent takes out nobody else');
select is(t.detail(format('select agency.leave(%L, null)', t.id('malphaagent'))) ->> 'code', 'required', 'records need a successor');
select is(t.detail(format('select agency.leave(%L, %L)', t.id('malphaagent'), t.id('malphaagent'))) ->> 'pointer', '/successor_id', 'not oneself');
select is(t.try(format('select agency.leave(%L, %L)', t.id('malphaagent'), t.id('mbetaagent'))), 'SF422', 'not somebody of another agency');
select is(t.try(format('select agency.leave(%L, %L)', t.id('malphaagent'), t.id('malphagone'))), 'SF422', 'not somebody who has left');
select is(t.try(format('select agency.leave(%L, %L)', t.id('malphaagent'), t.id('malphaagent2'))), '1', 'a colleague');
select is(t.count($$select 1 from properties where owner_id = t.id('alphaagent')$$), 0::bigint, 'the properties have gone over');
select is((select array_agg(owner_id) from (select owner_id from properties where id = t.id('palphaagent') union all select owner_id from contacts where id = t.id('calphaagent')
           union all select owner_id from contact_emails where contact_id = t.id('calphaagent') union all select owner_id from media_items where id = t.id('ialphaagent')) o),
          array_fill(t.id('alphaagent2'), array[4]), 'property, contact, address and photo are the successor''s');
select isnt((select deleted_at from contact_emails where contact_id = t.id('calphaagent')), null, 'also of a contact that was deleted');
select is((select version from properties where id = t.id('palphaagent')), 2, 'a new owner is a new version');
select throws_ok($$select t.come('alphaagent', 'alpha')$$, 'SF404', null, 'who has left does not come in');

reset role;
select is((select left_at is not null from memberships where id = t.id('malphaagent')), true, 'the membership stays, ended');
select t.come('alphaadmin', 'alpha');
select is(t.try(format('select agency.leave(%L, null)', t.id('malphaviewer'))), '1', 'an owner takes out a member who owns nothing, without successor');
select is(t.try(format('select agency.leave(%L, null)', t.id('malphaviewer'))), 'SF404', '… once');
select is(t.try(format('select agency.leave(%L, null)', t.id('mbetaviewer'))), 'SF404', 'and nobody of another agency');

-- users
select is(t.try($$update users set role = 'admin' where id = t.id('alphaadmin')$$), 'denied', 'nobody makes itself a platform admin');
select is(t.detail(format('update users set last_agency_id = %L where id = %L', t.id('beta'), t.id('alphaadmin'))) ->> 'pointer', '/last_agency_id', 'nor enters another agency by last_agency_id');
-- names
reset role;
create function pg_temp.names(p_person text) returns text language sql as $$
    select string_agg(coalesce(m.display_name, '-'), ' | ' order by a.slug) from public.memberships m join public.agencies a on a.id = m.agency_id where m.user_id = t.id(p_person)
$$;
create function pg_temp.call_oneself(p_name text) returns text language sql as $$ select t.try(format('update users set full_name = %L where id = app.user_id()', p_name)) $$;
grant execute on function pg_temp.names(text), pg_temp.call_oneself(text) to public;
set local role stagefy_definer;
select is(pg_temp.names('betaagent'), 'Beta Agent', 'a member is called as the person is');
select is(pg_temp.names('amphibian'), '- | -', 'who has not said a name has none');
update memberships set left_at = app.now() where id = t.id('mbetaamphibian');
select t.come('amphibian', 'alpha');
select pg_temp.call_oneself('Amy Phibian');
set local role stagefy_definer;
select is(pg_temp.names('amphibian'), 'Amy Phibian | Amy Phibian', 'and when they say one, is called so everywhere, where they were too');
select t.come('amphibian', 'alpha');
update memberships set display_name = 'Amy' where user_id = app.user_id() and agency_id = app.agency_id();
select is(pg_temp.call_oneself('Amy Newt'), '1', 'another name later');
set local role stagefy_definer;
select is(pg_temp.names('amphibian'), 'Amy | Amy Newt', '… is not that of a card on which somebody has written one');
select t.come('amphibian', 'alpha');
update memberships set display_name = null where user_id = app.user_id() and agency_id = app.agency_id();
select is((select display_name from memberships where user_id = app.user_id()), 'Amy Newt', 'a card that says none says the person''s again');
select is((select version from memberships where user_id = app.user_id()), 4, 'each time it is another version');
select is(t.try($$update memberships set display_name = 'Amy Newt' where user_id = app.user_id()$$), '1', 'written by hand or not');
select is((select version from memberships where user_id = app.user_id()), 4, '… the same name is the same card');
select * from finish();
rollback;

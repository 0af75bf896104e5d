-- SPDX-License-Identifier: Apache-2.0
-- Users, organizations, memberships and invitations as Clerk tells of them: in any order, again and again, too late.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(66);
select t.world();
create function pg_temp.at(p_when timestamptz) returns void language sql as $$ select set_config('app.now', p_when::text, true) $$;
-- seconds of the script, as Clerk says times
create function pg_temp.ms(p_s int) returns bigint language sql immutable as $$ select (extract(epoch from timestamptz '2026-11-21 12:00Z') * 1000)::bigint + p_s * 1000 $$;
create function pg_temp.person(p_id text, p_s int, p_more jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('id', p_id, 'first_name', 'Zoë', 'last_name', p_id, 'image_url', null, 'banned', false, 'primary_email_address_id', 'e1', 'email_addresses', jsonb_build_array(
               jsonb_build_object('id', 'e0', 'email_address', 'other@example.org'),
               jsonb_build_object('id', 'e1', 'email_address', p_id || '@Example.org', 'verification', jsonb_build_object('status', 'verified'))),
           'created_at', pg_temp.ms(0), 'updated_at', pg_temp.ms(p_s)) || p_more
$$;
create function pg_temp.org(p_id text, p_s int, p_name text default null) returns jsonb language sql as $$
    select jsonb_build_object('id', p_id, 'name', coalesce(p_name, p_id), 'slug', replace(p_id, '_', '-'), 'created_at', pg_temp.ms(0), 'updated_at', pg_temp.ms(p_s))
$$;
create function pg_temp.member(p_id text, p_org text, p_user text, p_role text, p_made int, p_s int default null) returns jsonb language sql as $$
    select jsonb_build_object('id', p_id, 'role', p_role, 'organization', jsonb_build_object('id', p_org), 'public_user_data', jsonb_build_object('user_id', p_user),
                              'created_at', pg_temp.ms(p_made), 'updated_at', pg_temp.ms(coalesce(p_s, p_made)))
$$;
create temp sequence sent;
create temp sequence leaves;
create temp table script (n int primary key, type text, data jsonb, s int);
create temp table ends (digest text);
grant all on script, ends to public;
grant usage on sequence pg_temp.sent, pg_temp.leaves to public;
-- jobs until there is none
create function pg_temp.work() returns void language plpgsql as $$
declare
    due uuid;
begin
    loop
        select e.id into due from internal.webhook_events e where e.state = 'received' order by e.id limit 1;
        exit when due is null;
        perform inbox.apply_clerk(due);
    end loop;
    delete from internal.jobs_live where kind = 'clerk.apply';
end
$$;
-- Clerk tells something at p_s, and its job is done. What became of it.
create function pg_temp.tell(p_type text, p_data jsonb, p_s int default null) returns text language plpgsql as $$
declare
    new_id uuid := app.uuid7();
begin
    perform inbox.take(new_id, 'clerk', 'msg_' || nextval('pg_temp.sent'), p_type, '{}',
                       convert_to(jsonb_build_object('type', p_type, 'data', p_data, 'timestamp', coalesce(pg_temp.ms(p_s), (p_data ->> 'updated_at')::bigint))::text, 'UTF8'),
                       '{"issuer": "https://clerk"}');
    perform pg_temp.work();
    return (select e.state || coalesce(': ' || e.note, '') from internal.webhook_events e where e.id = new_id);
end
$$;
create function pg_temp.who(p_org text) returns text language sql as $$
    select coalesce(string_agg(i.subject || ' ' || e.role, ', ' order by i.subject), 'nobody')
    from internal.entrances e join public.agencies a on a.id = e.agency_id join public.identities i on i.user_id = e.user_id and i.issuer = 'https://clerk' where a.clerk_org_id = p_org
$$;
create function pg_temp.states() returns text language sql as $$ select coalesce(string_agg(distinct state, ' ' order by state), '') from internal.webhook_events $$;
create function pg_temp.see(p_subject text, p_org text, p_claims jsonb default '{}') returns text language plpgsql as $$
declare
    role text;
begin
    select a.role into role from app.authenticate('https://clerk', p_subject, null, null, p_org, p_claims, 0, app.uuid7(), null) a;
    return coalesce(role, '-');
exception when others then
    return sqlstate;
end
$$;
create function pg_temp.digest() returns text language sql as $$
    select jsonb_build_object('who', pg_temp.who('org_p'), 'agencies', (select jsonb_agg(jsonb_build_array(name, slug, closed_at) order by id) from agencies where clerk_org_id = 'org_p'),
        'people', (select jsonb_agg(jsonb_build_array(u.email, u.full_name, u.is_active) order by u.email) from users u join identities i on i.user_id = u.id where i.subject ~ '^p[0-9]$'),
        'objects', (select jsonb_agg(jsonb_build_array(id, facts, updated_at, deleted_at) order by id) from internal.clerk_objects where id ~ '^(p1|q1|q2|org_p)$'))::text
$$;
-- One event of the script, without the inbox; then those of p_waiting, whose turn may have come. Answers which still wait.
create function pg_temp.step(p_n int, p_waiting int[]) returns int[] language plpgsql as $$
declare
    one script;
    waiting int[] := '{}';
begin
    for one in select s.* from unnest(p_n || p_waiting) with ordinality w (n, place) join script s using (n) order by w.place loop
        if (internal.clerk_take('https://clerk', one.type, one.data, to_timestamp(pg_temp.ms(one.s) / 1000))).state = 'waiting' then
            waiting := waiting || one.n;
        end if;
    end loop;
    return waiting;
end
$$;
-- the ends that there are, once all those of p_left have come in every order
create function pg_temp.permute(p_left int[], p_waiting int[] default '{}') returns text[] language plpgsql as $$
declare
    next int;
    ends text[] := '{}';
    below text[];
begin
    if cardinality(p_left) = 0 then
        p_waiting := pg_temp.step(nextval('pg_temp.leaves')::int % 6 + 1, p_waiting);
        return array[pg_temp.digest() || p_waiting::text];
    end if;
    foreach next in array p_left loop
        begin
            below := pg_temp.permute(array_remove(p_left, next), pg_temp.step(next, p_waiting));
            raise exception using errcode = 'UNDO0';
        exception when sqlstate 'UNDO0' then
            ends := array(select distinct unnest(ends || below));
        end;
    end loop;
    return ends;
end
$$;
grant execute on all functions in schema pg_temp to public;
select pg_temp.at('2026-11-21 12:10Z');
set local role stagefy_definer;

-- users
select is(pg_temp.tell('user.created', pg_temp.person('u1', 1)), 'applied', 'a user is made');
select is((select concat_ws(' ', u.email, u.email_verified, u.full_name, u.is_active) from users u join identities i on i.user_id = u.id where i.subject = 'u1'),
          'u1@example.org t Zoë u1 t', 'with the main address and the name');
select is(pg_temp.tell('user.updated', pg_temp.person('u1', 3, '{"first_name": "Zoe"}')), 'applied', 'it changes');
select is(pg_temp.tell('user.updated', pg_temp.person('u1', 2, '{"first_name": "Z"}')), 'ignored: a newer event was applied before it', 'but not back');
select is((select u.full_name from users u join identities i on i.user_id = u.id where i.subject = 'u1'), 'Zoe u1', 'the newer one stays');
update users set full_name = 'Zoë Muller' where email = 'u1@example.org';
select pg_temp.tell('user.updated', pg_temp.person('u1', 4, '{"first_name": "Zo", "image_url": "https://img.example/1"}'));
select is((select full_name || ' ' || avatar_url from users where email = 'u1@example.org'), 'Zoë Muller https://img.example/1', 'a name that was given here stays');
select is(pg_temp.tell('user.updated', pg_temp.person('u1', 5, '{"primary_email_address_id": null, "email_addresses": []}')), 'applied', 'a user without an address');
select is(pg_temp.tell('user.updated', pg_temp.person('u1', 6, '{"email_addresses": [{"id": "e1", "email_address": "alphaowner@example.com", "verification": {"status": "verified"}}]}')),
          'applied: another person has proved the same e-mail address: theirs stays as it was', 'nobody takes another''s address');
select is((select count(*) from users where email = 'alphaowner@example.com' and email_verified), 1::bigint, '… it is one person''s');
select pg_temp.tell('user.created', pg_temp.person('u2', 1, '{"email_addresses": [{"id": "e1", "email_address": "alphaagent@example.com", "verification": {"status": "verified"}}]}'));
select is((select i.user_id from identities i where i.subject = 'u2'), t.id('alphaagent'), 'who proves the same address is the same person');
select is(pg_temp.tell('user.created', '{"id": "u9", "primary_email_address_id": "x", "email_addresses": [{"id": "x", "email_address": "no address"}]}', 1)
          ~ '^refused: its data cannot be taken', true, 'what can never be applied is refused');
select is(pg_temp.tell('user.created', '{}', 1) || '; ' || pg_temp.tell('role.created', '{"id": "r"}', 1) || '; ' || pg_temp.tell('nonsense', 'null', 1),
          'refused: its data has no id; ignored: events of this type mean nothing here; ignored: events of this type mean nothing here', 'what is unknown is kept and ignored');

-- banned, and back
select pg_temp.tell('user.created', pg_temp.person('u3', 1)), pg_temp.tell('user.updated', pg_temp.person('u3', 2, '{"banned": true}'));
select is((select is_active from users where email = 'u3@example.org'), false, 'who is banned gets in no more');
select pg_temp.tell('user.updated', pg_temp.person('u3', 3));
select is((select is_active from users where email = 'u3@example.org'), true, '… until they are not');
update users set is_active = false where email = 'u3@example.org';
select pg_temp.tell('user.updated', pg_temp.person('u3', 4, '{"banned": true}')), pg_temp.tell('user.updated', pg_temp.person('u3', 5));
select is((select is_active from users where email = 'u3@example.org'), false, 'whom we switched off stays off');
update users set is_active = true where email = 'u3@example.org';

-- organizations and members: what they wait for
select is(pg_temp.tell('organizationMembership.created', pg_temp.member('m1', 'org_1', 'u1', 'org:admin', 10)), 'waiting: it is not known yet: organization org_1', 'a membership waits for its organization');
select is(pg_temp.tell('organizationMembership.created', pg_temp.member('m4', 'org_1', 'u4', 'org:member', 11)), 'waiting: it is not known yet: organization org_1', 'so does another');
select is(pg_temp.tell('organization.created', pg_temp.org('org_1', 9, 'Maison')), 'applied', 'which comes');
select is(pg_temp.who('org_1'), 'u1 owner', 'and its first admin owns it');
select is((select waits_for from internal.webhook_events where state = 'waiting'), 'user u4', 'who waits for a user goes on waiting');
select pg_temp.tell('user.created', pg_temp.person('u4', 11));
select is(pg_temp.who('org_1') || '; ' || pg_temp.states(), 'u1 owner, u4 agent; applied ignored refused', 'until they come');
select is((select name || ' ' || slug from agencies where clerk_org_id = 'org_1'), 'Maison org-1', 'the agency has its names');
select pg_temp.tell('organization.updated', pg_temp.org('org_1', 12, 'Maison Alzette'));
select is((select name from agencies where clerk_org_id = 'org_1'), 'Maison Alzette', 'and another one');
update agencies set name = 'Ours' where clerk_org_id = 'org_1';
select pg_temp.tell('organization.updated', pg_temp.org('org_1', 13, 'Theirs'));
select is((select name from agencies where clerk_org_id = 'org_1'), 'Ours', 'but for one that people here gave');

-- roles
select pg_temp.tell('organizationMembership.updated', pg_temp.member('m4', 'org_1', 'u4', 'org:admin', 11, 14));
select is(pg_temp.who('org_1'), 'u1 owner, u4 admin', 'a role changes');
select is(pg_temp.tell('organizationMembership.updated', pg_temp.member('m4', 'org_1', 'u4', 'org:member', 11, 13)), 'ignored: a newer event was applied before it', 'not back');
update memberships set role = 'viewer' where user_id = (select user_id from identities where subject = 'u4');
select pg_temp.tell('organizationMembership.updated', pg_temp.member('m4', 'org_1', 'u4', 'org:admin', 11, 15));
select is(pg_temp.who('org_1'), 'u1 owner, u4 viewer', 'a role that people here gave stays while Clerk''s does');
select pg_temp.tell('organizationMembership.updated', pg_temp.member('m4', 'org_1', 'u4', 'org:member', 11, 16)), pg_temp.tell('organizationMembership.updated', pg_temp.member('m4', 'org_1', 'u4', 'org:admin', 11, 17));
select is(pg_temp.who('org_1'), 'u1 owner, u4 admin', '… and no longer');
select is(pg_temp.tell('organizationMembership.updated', pg_temp.member('m1', 'org_1', 'u1', 'org:member', 10, 18)), 'applied', 'the owner steps down');
select is(pg_temp.who('org_1'), 'u1 agent, u4 owner', 'and the next admin steps up');

-- records have an owner when their owner goes
insert into contacts (agency_id, owner_id, name) select a.id, i.user_id, 'Emma' from agencies a, identities i where a.clerk_org_id = 'org_1' and i.subject = 'u1';
select is(pg_temp.tell('organizationMembership.deleted', pg_temp.member('m1', 'org_1', 'u1', 'org:member', 10, 18), 20), 'applied', 'a member goes');
select is(pg_temp.who('org_1') || ' ' || (select i.subject from contacts c join identities i on i.user_id = c.owner_id where c.name = 'Emma'), 'u4 owner u4', 'their records go to the owner');
select is(pg_temp.see('u1', 'org_1', '{"org_role": "org:admin"}'), 'SF404', 'a token that is still good does not bring them back');
select is(pg_temp.tell('organizationMembership.updated', pg_temp.member('m1', 'org_1', 'u1', 'org:admin', 10, 30)), 'ignored: a newer event was applied before it', 'nor does a later update');
select is(pg_temp.tell('organizationMembership.created', pg_temp.member('m1b', 'org_1', 'u1', 'org:member', 40)) || ' ' || pg_temp.who('org_1'), 'applied u1 agent, u4 owner', 'a new membership does');
select is(pg_temp.tell('organizationMembership.deleted', pg_temp.member('m1', 'org_1', 'u1', 'org:member', 10, 18), 20) || ' ' || pg_temp.who('org_1'), 'applied u1 agent, u4 owner',
          'which the former one''s end, told again, does not remove');
-- somebody who came here by themselves
insert into memberships (agency_id, user_id, role, created_at) select id, t.id('nobody'), 'agent', '2026-11-21 12:05Z' from agencies where clerk_org_id = 'org_1';
insert into identities (user_id, issuer, subject) values (t.id('nobody'), 'https://clerk', 'u5');
select pg_temp.tell('organizationMembership.deleted', pg_temp.member('m5', 'org_1', 'u5', 'org:member', 10), 60);
select is(pg_temp.who('org_1'), 'u1 agent, u4 owner, u5 agent', 'nor does an end that is older than what we know of');
select pg_temp.tell('organizationMembership.deleted', pg_temp.member('m5b', 'org_1', 'u5', 'org:member', 10), 400);
select is(pg_temp.who('org_1'), 'u1 agent, u4 owner', 'a later one does');

-- the last owner
select is(pg_temp.tell('organizationMembership.deleted', pg_temp.member('m4', 'org_1', 'u4', 'org:admin', 11), 500), 'applied: the agency has no owner now: the next admin of its organization becomes it',
          'the last owner is let go: who is out is out');
select is(pg_temp.who('org_1'), 'u1 agent', '… of all of it');
select pg_temp.tell('organizationMembership.created', pg_temp.member('m3', 'org_1', 'u3', 'org:admin', 501));
select is(pg_temp.who('org_1'), 'u1 agent, u3 owner', 'and the next admin is the owner');
select is(t.try($$update memberships set left_at = now() where role = 'owner' and user_id = t.id('betaowner')$$), 'SF409', 'no other last owner goes');

-- invitations
select pg_temp.tell('organizationInvitation.created', jsonb_build_object('id', 'inv1', 'organization_id', 'org_1', 'email_address', 'New@example.org', 'role', 'org:member', 'status', 'pending',
       'created_at', pg_temp.ms(600), 'updated_at', pg_temp.ms(600), 'expires_at', pg_temp.ms(900000)));
select is((select email || ' ' || role || ' ' || (expires_at - created_at) from invitations where email = 'new@example.org'), 'new@example.org agent 10 days 09:50:00', 'whoever is invited at Clerk is invited');
select is(agency.is_invited('new@example.org'), true, '… and is made no agency of their own');
select pg_temp.tell('organizationInvitation.revoked', jsonb_build_object('id', 'inv1', 'organization_id', 'org_1', 'email_address', 'New@example.org', 'role', 'org:member', 'status', 'revoked', 'updated_at', pg_temp.ms(602)));
select pg_temp.tell('organizationInvitation.accepted', jsonb_build_object('id', 'inv1', 'organization_id', 'org_1', 'email_address', 'New@example.org', 'role', 'org:member', 'status', 'accepted', 'updated_at', pg_temp.ms(601)));
select is((select count(*) || ' ' || bool_and(revoked_at is not null and accepted_at is null) from invitations where email = 'new@example.org'), '1 true', 'the newest word counts');
select is(pg_temp.tell('organizationInvitation.created', '{"id": "inv2", "organization_id": "org_2", "email_address": "x@example.org", "status": "pending"}', 603), 'waiting: it is not known yet: organization org_2', 'one waits for its organization');
select pg_temp.tell('organization.created', pg_temp.org('org_2', 604));
select is((select waits_for from internal.webhook_events where state = 'waiting'), 'a member of org_2', '… and for somebody who is in it');
select pg_temp.tell('organizationMembership.created', pg_temp.member('n1', 'org_2', 'u1', 'org:admin', 605));
select is((select i.subject from invitations v join identities i on i.user_id = v.owner_id and i.issuer = 'https://clerk' where v.email = 'x@example.org'), 'u1', '… in whose name it is');

-- an organization goes
select is(pg_temp.tell('organization.deleted', '{"id": "org_2", "deleted": true}', 700), 'applied: the agency is closed: nobody gets in, and nothing of it was taken away', 'an organization goes');
select is(pg_temp.who('org_2') || ' ' || (select count(*) from agencies where clerk_org_id = 'org_2'), 'nobody 1', 'its agency is closed');
select is(pg_temp.see('u1', 'org_2') || pg_temp.see('u8', 'org_2', '{"org_role": "org:admin"}'), 'SF404SF404', 'whoever comes');
select is(pg_temp.tell('organization.updated', pg_temp.org('org_2', 800)) || '; ' || pg_temp.tell('organizationMembership.created', pg_temp.member('n2', 'org_2', 'u3', 'org:admin', 801)),
          'ignored: a newer event was applied before it; ignored: its organization or its user is gone', 'and stays so');
select pg_temp.tell('organization.deleted', '{"id": "org_3", "deleted": true}', 700);
select is(pg_temp.see('u3', 'org_3', '{"org_role": "org:admin"}'), 'SF404', 'one that was gone before anybody came makes no agency');

-- a user goes
insert into internal.sessions (id, user_id, expires_at) select t.id('s3'), user_id, '2027-01-01' from identities where subject = 'u3';
select agency.make_agency('Solo', user_id) is null from identities where subject = 'u3';
select is(pg_temp.tell('user.deleted', '{"id": "u3", "deleted": true}', 900), 'applied: gets in no more, and is erased in a week; still the last owner of: Solo', 'a user goes');
select is(pg_temp.who('org_1') || ' ' || (select is_active::text from users where email = 'u3@example.org') || ' ' || (select end_reason from internal.sessions where id = t.id('s3')),
          'u1 agent false revoked', 'at once, with sessions and memberships');
select is(pg_temp.see('u3', 'org_1', '{"org_role": "org:admin"}') || pg_temp.see('u3', null, '{}'), 'SF401SF401', 'a token that is still good is good for nothing');
select is(pg_temp.tell('user.updated', pg_temp.person('u3', 950)) || '; ' || pg_temp.tell('organizationMembership.created', pg_temp.member('m3b', 'org_1', 'u3', 'org:admin', 951)),
          'ignored: a newer event was applied before it; ignored: its organization or its user is gone', 'they stay gone');
select is(pg_temp.tell('user.deleted', '{"id": "u7", "deleted": true}', 900) || ' ' || pg_temp.see('u7', null, '{"email": "u7@example.org"}'), 'applied SF401', 'one of whom nothing was known is not made by a late token');
select pg_temp.tell('user.deleted', '{"id": "u2", "deleted": true}', 900);
select is((select is_active from users where id = t.id('alphaagent')), true, 'who signs in by another way as well goes on doing so');
select is(inbox.erase_clerk_users(10), 0, 'nothing is erased');
select pg_temp.at('2026-11-28 12:09Z');
select is(inbox.erase_clerk_users(10), 0, '… for a week');
select pg_temp.at('2026-11-28 12:11Z');
select is(inbox.erase_clerk_users(10), 2, 'then it is');
select is((select count(*) from users where email = 'u3@example.org') || ' ' || (select count(*) from identities where subject in ('u2', 'u3')) || ' ' || (select email || is_active from users where id = t.id('alphaagent')),
          '0 0 alphaagent@example.comtrue', 'what was known of them, and nobody else');
select is(pg_temp.see('u3', null, '{"email": "u3@example.org"}') || inbox.erase_clerk_users(10), 'SF4010', 'for good');
select pg_temp.at('2026-11-21 12:10Z');

-- All orders in which six events can come, and then one of them once more: somebody is renamed, their membership ends, and they come
-- back as something else.
insert into script values
    (1, 'organization.created', pg_temp.org('org_p', 1), 1),
    (2, 'user.created', pg_temp.person('p1', 1), 1),
    (3, 'user.updated', pg_temp.person('p1', 5, '{"first_name": "Zoe"}'), 5),
    (4, 'organizationMembership.created', pg_temp.member('q1', 'org_p', 'p1', 'org:admin', 2), 2),
    (5, 'organizationMembership.deleted', pg_temp.member('q1', 'org_p', 'p1', 'org:admin', 2), 3),
    (6, 'organizationMembership.created', pg_temp.member('q2', 'org_p', 'p1', 'org:member', 4), 4);
-- quickly: without what else comes with an agency
reset role;
set constraints all immediate;
set local role stagefy_owner;
alter table agencies disable trigger user;
alter table users disable trigger changes;
alter table memberships disable trigger changes;
reset role;
set local role stagefy_definer;
insert into ends select unnest(pg_temp.permute('{1,2,3,4,5,6}'));
select is((select count(*) from ends) || ' of ' || currval('pg_temp.leaves'), '1 of 720', 'six events in any order, and again, come to the same end');
select matches((select digest from ends), '"who": "p1 agent".*{}$', 'which is the right one');
select * from finish();
rollback;

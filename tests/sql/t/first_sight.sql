-- SPDX-License-Identifier: Apache-2.0
-- Who is made, joined or refused when a verified token comes for the first time.
begin;
set local search_path = public, t;
select start(29);
select t.world();

create function pg_temp.see(p_issuer text, p_subject text, p_org text, p_claims jsonb, p_agency uuid default null, p_roles int default 0)
returns text language plpgsql as $$
declare
    a record;
begin
    select * into a from app.authenticate(p_issuer, p_subject, null, p_agency, p_org, p_claims, p_roles, app.uuid7(), null);
    return coalesce(a.role, '-') || ' ' || coalesce((select u.email from public.users u where u.id = a.user_id), '-');
exception when others then
    return sqlstate;
end
$$;
select t.go();

-- a Clerk organization nobody has seen
select is(pg_temp.see('https://clerk', 'u1', 'org_1', null), 'SF401', 'without claims nobody is admitted');
select is(pg_temp.see('https://clerk', 'u1', 'org_1', '{"org_role": "org:admin", "org_slug": "maison", "org_name": "Maison"}'), 'owner -',
          'an unknown organization: its first admin owns it');
select is(pg_temp.see('https://clerk', 'u1', 'org_1', null), 'owner -', 'afterwards no claims are needed');
select is((select name || ' ' || slug from agencies), 'Maison maison', 'the agency has the organization''s names');
select is(pg_temp.see('https://clerk', 'u2', 'org_1', '{"org_role": "org:admin", "email": "U2@Example.com", "email_verified": true}'), 'admin u2@example.com', 'a second admin is an admin');
select is(pg_temp.see('https://clerk', 'u3', 'org_1', '{"org_role": "org:member"}'), 'agent -', 'a member is an agent');
select is(pg_temp.see('https://clerk', 'u4', 'org_1', '{"org_role": "org:stranger"}'), 'viewer -', 'an unknown role means the least');
select is(pg_temp.see('https://clerk', 'u3', 'org_1', '{"org_role": "org:admin"}'), 'agent -', 'afterwards the table wins over the claim');
select is(pg_temp.see('https://clerk', 'u3', 'org_2', '{"org_role": "org:member"}'), 'agent -', 'the same person in a second organization');
select is(pg_temp.see('https://clerk', 'u5', 'org_2', '{"org_role": "org:admin"}'), 'owner -', 'the first admin owns an agency that had no owner');
select is(pg_temp.see('https://clerk', 'u3', 'org_1', null, t.id('alpha')), 'SF403', 'Agency-Id is not the organization');
select is(pg_temp.see('https://clerk', 'u3', 'org_9', null, t.id('alpha')), 'SF403', 'Agency-Id, and an organization nobody has seen');
select is(pg_temp.see('https://clerk', 'u3', 'org_9', null), 'SF404', 'an unknown organization without claims is no agency, whatever else one is in');
select is(pg_temp.see('https://clerk', 'u2', 'org_9', null), 'SF404', '… though it is one alone');
reset role;
update memberships set left_at = now() where agency_id = (select id from agencies where clerk_org_id = 'org_1') and role = 'viewer';
select t.go();
select is(pg_temp.see('https://clerk', 'u4', 'org_1', '{"org_role": "org:admin"}'), 'SF404', 'who has left stays out, whatever the claim says');

-- people without an organization
select is(pg_temp.see('https://supa', 's1', null, '{"email": "solo@example.com", "email_verified": true, "full_name": "Solo Agent", "locale": "fr-LU"}', null, 15),
          'owner solo@example.com', 'alone: the owner of an agency of one');
select is((select name || ' ' || slug || ' ' || locale from agencies), 'Solo Agent solo-agent fr-LU', '… called after the person');
select is(pg_temp.see('https://supa', 's2', null, '{"email": "guest@example.com", "email_verified": true}'), '- guest@example.com', 'who is invited somewhere gets none');
select is(pg_temp.see('https://supa', 's3', null, '{}', null, 15), 'owner -', 'a token that says nothing is enough');
select is(pg_temp.see('https://supa', 's4', null, '{"locale": "nonsense_"}'), 'owner -', 'a locale that is none is left out');

-- joining
select is(pg_temp.see('https://clerk', 'u6', null, '{"email": "solo@example.com", "email_verified": true}'), 'owner solo@example.com', 'both verified: the same user');
select is(pg_temp.see('https://clerk', 'u7', null, '{"email": "solo@example.com", "email_verified": false}'), 'owner solo@example.com', 'unverified: somebody with that address');
reset role;
select is((select count(distinct user_id) from identities where email = 'solo@example.com'), 2::bigint, '… but not the same user');
select is((select count(*) from users where email = 'solo@example.com' and email_verified), 1::bigint, 'one of the two has the verified address');
insert into users (id, email) values (t.id('squatter'), 'late@example.com');
select t.go();
select is(pg_temp.see('https://clerk', 'u8', null, '{"email": "late@example.com", "email_verified": true}'), 'owner late@example.com', 'the verified owner comes after a squatter');
reset role;
select isnt((select user_id from identities where subject = 'u8'), t.id('squatter'), '… and is another user');
select throws_ok($$insert into users (email, email_verified) values ('late@example.com', true)$$, '23505', null, 'a verified address is one user''s');
select is((select array_agg(slug order by slug) from agencies where slug like 'late%'), array['late'], 'slugs come from the name');
select is(agency.free_slug('Solo Agent') ~ '^solo-agent-[0-9a-f]{8}$', true, 'a taken slug gets a tail');
select * from finish();
rollback;

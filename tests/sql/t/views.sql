-- SPDX-License-Identifier: Apache-2.0
-- Names of the Stagefy schema, and what GET /api/me shows.
begin;
set local search_path = public, t;
select start(12);
select t.world();
-- by name and order, with id and user_id as the seed has them; agency_id is ours
select is((select array_agg(attname::text order by attnum) from pg_attribute where attrelid = 'crm_listings'::regclass and attnum > 0 and attname <> 'agency_id'),
    array['id', 'user_id', 'contact_id', 'address', 'city', 'state', 'zip_code', 'price', 'bedrooms', 'bathrooms', 'sqft', 'status', 'notes', 'created_at', 'updated_at'], 'crm_listings has its columns');
select is((select array_agg(attname::text order by attnum) from pg_attribute where attrelid = 'crm_contacts'::regclass and attnum > 0 and attname <> 'agency_id'),
    array['id', 'user_id', 'name', 'email', 'phone', 'type', 'status', 'notes', 'tags', 'last_contacted_at', 'created_at', 'updated_at'], 'crm_contacts has its columns');
select t.come('alphaagent', 'alpha');
select is((select count(*) from crm_listings), 3::bigint, 'crm_listings shows the agency''s');
update properties set deleted_at = app.now() where id = t.id('palphaagent');
select is((select count(*) from crm_listings), 2::bigint, '… those that live');
select is((select count(*) from crm_contacts where agency_id = t.id('beta')), 0::bigint, 'crm_contacts shows no other''s');
select t.go();
select is((select count(*) from crm_contacts), 0::bigint, 'and nothing to nobody');

select t.come('amphibian', 'beta');
select results_eq('select id, email, role, membership_id, membership_role from agency.me()',
    $$values (t.id('amphibian'), 'amphibian@example.com', 'agent', t.id('mbetaamphibian'), 'agent')$$, 'oneself, as a member of the agency one is in');
select is((select agencies::jsonb from agency.me()), jsonb_build_array(
    jsonb_build_object('id', t.id('alpha'), 'slug', 'alpha', 'name', 'alpha', 'role', 'agent'),
    jsonb_build_object('id', t.id('beta'), 'slug', 'beta', 'name', 'beta', 'role', 'agent')), 'and every agency one may enter');
select t.come('gone');
select is((select agencies::text from agency.me()), '[]', 'not one that one has left');
select t.come('root', 'alpha', 16);
select is((select membership_id from agency.me()), null, 'a platform admin is no member');
select t.go();
select is(t.count('select 1 from agency.me()'), 0::bigint, 'nobody is nobody');
select t.come('alphaagent', 'alpha');
update users set preferences = app.merge_patch(preferences, '{"theme": "dark"}') where id = app.user_id();
select is((select preferences from agency.me()), '{"theme": "dark"}', 'preferences are one''s own to write');
select * from finish();
rollback;

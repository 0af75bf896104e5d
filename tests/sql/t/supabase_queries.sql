-- SPDX-License-Identifier: Apache-2.0
-- Owner, stranger and anonymous as PostgREST lets supabase-js ask: claims and a role per transaction, rows as JSON. Asserts
-- something with SHAPE=supabase.
begin;
set local search_path = public, t;
select exists (select from pg_namespace where nspname = 'auth') as beside \gset
\if :beside
select start(27);
select t.world();

-- what PostgREST sends ahead of a request: p_role from the token, its claims, the header fields
create function t.rest(p_role text, p_person text default null, p_agency text default null) returns void language plpgsql as $$
begin
    execute 'reset role';
    perform set_config('request.jwt.claims', jsonb_strip_nulls(jsonb_build_object('iss', 'https://issuer.example', 'sub', p_person, 'role', p_role))::text, true),
            set_config('request.headers', jsonb_strip_nulls(jsonb_build_object('agency-id', t.id(p_agency), 'accept', '*/*'))::text, true),
            set_config('request.method', 'GET', true), set_config('role', p_role, true);
end
$$;
-- supabase.from(table).select(columns).eq(…): the rows as one JSON array
create function t.body(p_query text) returns jsonb language plpgsql as $$
declare
    body jsonb;
begin
    execute format('with source as (%s) select coalesce(json_agg(s), ''[]'') from (select * from source) s', p_query) into body;
    return body;
exception when insufficient_privilege then return '"denied"';
end
$$;
create function t.addresses() returns jsonb language sql as $$
    select coalesce(jsonb_agg(x ->> 'address' order by x ->> 'address'), '[]') from jsonb_array_elements(t.body('select public.properties.id, public.properties.address from public.properties limit 100')) x
$$;
grant execute on function t.rest(text, text, text), t.body(text), t.addresses() to public;

select t.rest('anon');
select is(t.body('select * from public.properties'), '"denied"', 'anonymous: nothing is granted');
select is(t.try('insert into public.contacts (name) values (''x'')'), 'denied', '… and nothing taken');
select is(t.body('select * from public.users'), '"denied"', '… nobody is seen');
select t.rest('authenticated', 'alphaagent');
select is(t.body('select * from public.properties'), '"denied"', 'signed in: not without a grant either');
select is(t.try('select app.authenticate(''https://issuer.example'', ''alphaowner'', null, null, null, null, 0, null, null)'), 'denied', 'nobody admits himself');
select t.rest('service_role', 'alphaagent');
select is(t.body('select * from public.properties'), '"denied"', 'nor has the service key more');

-- an operator who wants supabase-js to read and write rows beside the API grants that much
reset role;
\ir ../../../sql/postgrest.sql
grant select, insert, update, delete on public.properties, public.contacts to anon, authenticated;

select t.rest('authenticated', 'alphaagent');
select is(t.addresses(), '["1, rue admin", "1, rue agent", "1, rue agent2"]', 'select(): the team''s rows');
select is(t.body(format('select address from public.properties where public.properties.id = %L', t.id('palphaagent'))), '[{"address": "1, rue agent"}]', '.eq(): one''s own');
select is(t.body(format('select p.address, (select json_build_object(''name'', c.name) from public.contacts c where c.id = p.contact_id) as contact from public.properties p where p.id = %L', t.id('palphaagent'))),
    '[{"address": "1, rue agent", "contact": {"name": "Contact of agent"}}]', 'select(''*, contact(*)''): embedded');
select is(t.body(format('select address from public.properties where id = %L', t.id('pbetaagent'))), '[]', 'another agency''s row is not there');
select is(t.try(format('update public.properties set price = 1 where id = %L', t.id('palphaagent'))), '1', '.update(): one''s own');
select is(t.try(format('update public.properties set price = 1 where id = %L', t.id('palphaagent2'))), '0', '… not a colleague''s');
select is(t.try(format('update public.properties set price = 1 where id = %L', t.id('pbetaagent'))), '0', '… nor a stranger''s');
select is(t.try(format('update public.properties set agency_id = %L where id = %L', t.id('beta'), t.id('palphaagent'))), 'denied', '… and none is given away');
select is(t.try('insert into public.contacts (name) values (''New'')'), '1', '.insert(): into one''s own agency');
select is(t.try(format('insert into public.contacts (agency_id, owner_id, name) values (%L, %L, ''New'')', t.id('beta'), t.id('betaagent'))), 'denied', '… not into another');
select t.rest('authenticated', 'alphaviewer');
select is(t.addresses(), '["1, rue admin", "1, rue agent", "1, rue agent2"]', 'a viewer reads');
select is(t.try('insert into public.contacts (name) values (''New'')'), 'denied', '… and writes nothing');
select t.rest('authenticated', 'betaowner');
select is(jsonb_array_length(t.body('select id from public.properties')), 3, 'an owner reads all of his agency');
select is(t.try(format('update public.properties set price = 2 where id = %L', t.id('palphaagent'))), '0', '… and touches no other');
select t.rest('authenticated', 'nobody');
select is(t.addresses(), '[]', 'a stranger who has signed in sees nothing');
select is(t.try('insert into public.contacts (name) values (''New'')'), 'denied', '… and writes nothing');
select t.rest('authenticated', 'amphibian', 'beta');
select is(jsonb_array_length(t.body('select id from public.properties')), 3, 'who works in two says in which');
select t.rest('authenticated', 'alphaagent', 'beta');
select is(t.addresses(), '[]', '… and cannot say one where he does not work');
select t.rest('anon');
select is(t.addresses(), '[]', 'anonymous sees nothing whatever is granted');
select is(t.try('update public.properties set price = 3'), '0', '… changes nothing');
select is(t.try('insert into public.contacts (name) values (''New'')'), 'denied', '… adds nothing');
\else
select start(1);
select skip('a database of ours alone', 1);
\endif
select * from finish();
rollback;

-- SPDX-License-Identifier: Apache-2.0
-- Without our context, request.jwt.claims speak (a Supabase-shaped database), checked against memberships.
begin;
set local search_path = public, t;
select start(17);
select t.world();
-- what a caller with these claims and headers is: user, agency, role, visibility
create function t.who(p_sub text, p_more jsonb default '{}', p_headers jsonb default null) returns text language plpgsql as $$
begin
    perform set_config('request.jwt.claims', case when p_sub is null then '' else (jsonb_build_object('iss', 'https://issuer.example', 'sub', p_sub) || p_more)::text end, true);
    perform set_config('request.headers', coalesce(p_headers::text, ''), true);
    return concat_ws(' ', (select split_part(email, '@', 1) from public.users where id = app.user_id()), coalesce((select slug from public.agencies where id = app.agency_id()), '-'),
                     coalesce(app.role(), '-'), coalesce(app.reads_all(), false));
exception when others then return sqlstate;
end
$$;
grant execute on function t.who(text, jsonb, jsonb) to public;
select t.go();
select is(t.who(null), '- - f', 'no claims: nobody');
select is(t.who('alphaagent'), 'alphaagent alpha agent t', 'the only membership');
select is(t.who('amphibian'), 'amphibian - - f', 'two memberships, none chosen');
select is(t.who('amphibian', jsonb_build_object('app_metadata', jsonb_build_object('agency_id', t.id('beta')))), 'amphibian beta agent t', 'the issuer''s word chooses');
select is(t.who('amphibian', '{}', jsonb_build_object('agency-id', t.id('alpha'))), 'amphibian alpha agent t', 'else the header');
select is(t.who('alphaagent', jsonb_build_object('app_metadata', jsonb_build_object('agency_id', t.id('beta')))), 'alphaagent - - f', 'not without a membership there');
select is(t.who('alphaagent', '{}', jsonb_build_object('agency-id', t.id('beta'))), 'alphaagent - - f', 'by neither way');
select is(t.who('amphibian', jsonb_build_object('user_metadata', jsonb_build_object('agency_id', t.id('beta')))), 'amphibian - - f', 'the user''s own word counts nothing');
select is(t.who('gone'), 'gone - - f', 'a membership that has ended');
select is(t.who('stranger'), '- - f', 'a subject nobody knows');
select is(t.who('alphaagent', '{"iss": "https://other.example"}'), '- - f', 'the subject of another issuer');
select is(t.who('alphaagent', '{"app_metadata": {"agency_id": "x"}}'), '22P02', 'a malformed agency is an error');
select set_config('request.jwt.claims', 'x', true);
select is(t.try('select 1 from properties'), '22P02', 'and so are malformed claims');
select set_config('request.jwt.claims', '', true);
select is(t.who('alphaagent') || ' ' || t.count('select 1 from properties'), 'alphaagent alpha agent t 3', 'policies hold for such a caller');
reset role;
update users set is_active = false where id = t.id('alphaagent');
select t.go();
select is(t.who('alphaagent'), '- - f', 'an inactive user is nobody');
select t.come('nobody');
select is(t.who('betaowner'), 'nobody - - f', 'our context is not mixed with somebody''s claims');
select is(t.count('select 1 from properties'), 0::bigint, '… nor do they open anything');
select * from finish();
rollback;

-- SPDX-License-Identifier: Apache-2.0
-- Sites whose pages may use the API: what is one, who lists them, whom app.admit_origin lets in.
begin;
set local search_path = public, t;
select start(52);
select t.world();

-- what a worker asks of a page of p_origin, behind authenticate
create function t.admit(p_person text, p_agency text, p_origin text, p_writes boolean default false) returns text language plpgsql as $$
begin
    perform t.come(p_person, p_agency);
    return app.admit_origin(p_origin, null, p_writes)::text;
exception when sqlstate 'SF493' then return sqlstate;
end
$$;
create function t.admit_key(p_prefix text, p_secret text, p_origin text, p_writes boolean default false) returns text language plpgsql as $$
begin
    perform t.go();
    perform app.authenticate_key(p_prefix, sha256(p_secret::bytea), '{properties:read}', null, 31, app.uuid7(), '192.0.2.1');
    return app.admit_origin(p_origin, p_prefix, p_writes)::text;
exception when sqlstate 'SF493' then return sqlstate;
end
$$;
grant execute on function t.admit(text, text, text, boolean), t.admit_key(text, text, text, boolean) to public;

-- what is one
select lives_ok(format('select %L::web_origin', o), o)
from unnest(array['https://a.example', 'https://www.a-b.example:8443', 'https://192.0.2.7', 'https://[2001:db8::1]:8443', 'http://localhost:5173',
                  'http://127.0.0.1', 'http://[::1]:3000']) o;
select throws_ok(format('select %L::web_origin', o), '23514', null, 'not ' || o)
from unnest(array['*', 'null', '', 'https://', 'https://A.example', 'https://a.example/', 'https://a.example/b', 'https://a.example ', E'https://a.example\n',
                  'https://a@b.example', 'https://*.example', 'http://a.example', 'http://localhost.example', 'https://a.example:0', 'https://a.example:123456',
                  'https://' || repeat('a', 300)]) o;

-- who lists them
select is((select allowed_origins::text from agencies where id = t.id('alpha')), '{}', 'none by default');
create function t.list(p_person text) returns text language plpgsql as $$
begin
    perform t.come(p_person, 'alpha');
    return t.try($x$update agencies set allowed_origins = '{https://alpha.example,https://both.example}' where id = t.id('alpha')$x$);
end
$$;
grant execute on function t.list(text) to public;
select is(t.list(p), n, format('%s lists %s', p, n))
from (values ('alphaviewer', '0'), ('alphaagent', '0'), ('root', '0'), ('alphaadmin', '1'), ('alphaowner', '1')) v (p, n);
select is(t.try($$update agencies set allowed_origins = '{https://x.example}' where id = t.id('beta')$$), '0', 'nobody another agency''s');
select is(t.try($$update agencies set allowed_origins = '{https://x.example/}'$$), '23514', 'nor what is none');
select is(t.try(format($$update agencies set allowed_origins = %L$$, array(select 'https://a' || n || '.example' from generate_series(1, 51) n))), '23514', 'nor more than fifty');
select is(t.try($$update api_keys set allowed_origins = '{https://both.example}' where id = t.id('kbeta')$$), '0', 'nor another agency''s key''s');
select t.come('betaowner', 'beta');
select is(t.try($$update agencies set allowed_origins = '{https://beta.example,https://both.example}' where id = t.id('beta')$$), '1', 'each its own');

-- people
select is(t.admit('alphaagent', 'alpha', 'https://alpha.example'), 'true', 'a site on the list');
select is(t.admit('alphaagent', 'alpha', 'https://alpha.example', true), 'true', '… for writing');
select is(t.admit('alphaagent', 'alpha', 'https://beta.example'), 'false', 'a site of another agency');
select is(t.admit('alphaagent', 'alpha', 'https://beta.example', true), 'SF493', '… for writing');
select is(t.admit('betaowner', 'beta', 'https://alpha.example'), 'false', 'and the other way round');
select is(t.admit('betaowner', 'beta', 'https://both.example'), 'true', 'one that both list');
select is(t.admit('alphaagent', 'alpha', null), 'false', 'none that could be listed');
select is(t.admit('alphaagent', 'alpha', null, true), 'SF493', '… for writing');
select t.go();
select is(app.admit_origin('https://alpha.example', null, false), false, 'without a context nobody lists anything');

-- keys
select is(t.admit_key('sfy_live_alpha000', 'alpha', 'https://alpha.example', true), 'true', 'a key without a list goes by the agency''s');
select is(t.admit_key('sfy_live_alpha000', 'alpha', 'https://beta.example', true), 'SF493', '… and by no other''s');
select t.come('alphaowner', 'alpha');
select is(t.try($$update api_keys set allowed_origins = '{https://both.example,https://own.example}' where id = t.id('kalpha')$$), '1', 'a key may be narrowed');
select is(t.admit_key('sfy_live_alpha000', 'alpha', 'https://both.example'), 'true', 'to some of them');
select is(t.admit_key('sfy_live_alpha000', 'alpha', 'https://alpha.example'), 'false', '… and no others');
select is(t.admit_key('sfy_live_alpha000', 'alpha', 'https://own.example'), 'false', '… nor to what the agency does not list');
select t.come('alphaowner', 'alpha');
select lives_ok(format($$select agency.make_api_key(%L, 'try', 'test', 'sfy_test_try00000', 'abcd', sha256('try'), '{properties:read}', null, null, '{https://both.example}')$$,
                       t.id('try')), 'a key is made with a list');
select is(t.admit_key('sfy_test_try00000', 'try', 'https://both.example'), 'true', 'in the sandbox the agency''s list counts');
select is(t.admit_key('sfy_test_try00000', 'try', 'https://alpha.example', true), 'SF493', '… and the key''s');

select * from finish();
rollback;

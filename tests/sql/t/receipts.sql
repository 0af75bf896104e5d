-- SPDX-License-Identifier: Apache-2.0
-- Keyed writes: fresh, stored, mismatched, expired; whose key it is.
begin;
set local search_path = public, t;
select start(17);
select t.world();
create function pg_temp.claim(p_print text, p_path text default '/api/x', p_key text default 'k') returns text language plpgsql as $$
begin
    return app.idem_claim('POST', p_path, p_key, p_print::bytea);
exception when others then return sqlstate;
end
$$;

select t.go();
select is(pg_temp.claim('a'), 'SF401', 'a key needs somebody');
select t.come('alphaagent', 'alpha');
select is(pg_temp.claim('a'), 'fresh', 'a first claim');
select is(t.count($$select 1 from app.idem_read('POST', '/api/x', 'k')$$), 0::bigint, 'nothing is stored yet');
select is(t.try($$select app.idem_store('POST', '/api/x', 'k', 201, '{"Location": "/x"}', 'body')$$), '1', 'the answer is stored');
select is(pg_temp.claim('a'), 'SF208', 'the same request finds it');
select results_eq($$select status, headers, body from app.idem_read('POST', '/api/x', 'k')$$,
                  $$values (201, '{"Location": "/x"}'::jsonb, 'body'::bytea)$$, 'as it was');
select is(pg_temp.claim('b'), 'SF492', 'another request with that key');
select is(pg_temp.claim('b', '/api/y'), 'fresh', 'the key of another path is another key');
select is(pg_temp.claim('b', '/api/x', 'k2'), 'fresh', 'and so is another key');
select throws_ok($$select app.idem_store('POST', '/api/z', 'k', 201, '{}', '')$$, 'P0001', null, 'nothing is stored unclaimed');
select is(t.try('select 1 from internal.receipts'), 'denied', 'nobody reads the table');

select t.come('alphaagent2', 'alpha');
select is(pg_temp.claim('b'), 'fresh', 'another person''s key is another key');
select is(t.count($$select 1 from app.idem_read('POST', '/api/x', 'k')$$), 0::bigint, 'and reads nobody else''s answer');
select t.come('amphibian', 'alpha');
select pg_temp.claim('a'), app.idem_store('POST', '/api/x', 'k', 200, '{}', 'alpha');
select t.come('amphibian', 'beta');
select is(pg_temp.claim('a'), 'fresh', 'a key in another agency is another key');
select t.come('nobody');
select is(pg_temp.claim('a'), 'fresh', 'without an agency keys work too');

select t.come('alphaagent', 'alpha');
select set_config('app.now', (now() + interval '24 hours 1 second')::text, true);
select is(pg_temp.claim('b'), 'fresh', 'after 24 hours a key is new');
reset role;
select is((agency.tidy() ->> 'receipts')::int > 0, true, 'and tidy takes old receipts away');
select * from finish();
rollback;

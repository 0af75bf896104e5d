-- SPDX-License-Identifier: Apache-2.0
-- Imports: who moves one on and when, what its jobs write, and what is remembered. Jobs are played: their rights are those of
-- whoever asked.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(42);
select t.world();
create function pg_temp.begin(p_word text, p_table text default 'contacts') returns uuid language sql as $$
    select intake.begin(t.id(p_word), p_table, p_word || '.csv', null, convert_to('a,b', 'utf8'), '{}')
$$;
grant execute on function pg_temp.begin(text, text) to public;
create function pg_temp.found(p_word text, p_field text default 'name') returns void language sql security definer as $$
    select intake.analysed(t.id(p_word), jsonb_build_object('format', 'csv', 'encoding', 'utf-8', 'delimiter', ',', 'has_header', true, 'row_count', 3,
        'columns', '[{"name": "a", "samples": []}, {"name": "b", "samples": []}]'::jsonb, 'decimal_mark', '.', 'day_order', 'dmy',
        'mapping', jsonb_build_array(jsonb_build_object('column', 'a', 'field', p_field)), 'match_by', '["email"]'::jsonb))
$$;
create function pg_temp.rows(p_word text, p_first int default 1) returns void language sql security definer as $$
    select intake.put_rows(t.id(p_word), p_first, '[{"0": "x"}, {"0": "y"}, {"0": "z"}]')
$$;
-- as the ended job's trigger has it
create function pg_temp.end(p_word text, p_kind text, p_status text) returns void language plpgsql security definer as $$
begin
    insert into internal.jobs_ended (agency_id, kind, payload, status, run_at, ended_at, error)
    values (app.agency_id(), p_kind, jsonb_build_object('import_id', t.id(p_word)), p_status, now(), now(), '{"code": "timeout"}');
end
$$;
create function pg_temp.left_of(p_word text) returns text language sql security definer as $$
    select count(*) || ' ' || count(*) filter (where r.done) from internal.import_rows r where r.import_id = t.id(p_word)
$$;
grant execute on function pg_temp.found(text, text), pg_temp.rows(text, int), pg_temp.end(text, text, text), pg_temp.left_of(text) to public;
create function pg_temp.seen(p_word text) returns text language sql as $$
    select concat_ws(' ', status, row_count, new_count, changed_count, same_count, wrong_count, problem ->> 'code') from imports where id = t.id(p_word)
$$;
grant execute on function pg_temp.seen(text) to public;

-- beginning
select t.come('alphaagent', 'alpha');
select isnt(pg_temp.begin('one'), null, 'a job looks into it');
select results_eq($$select owner_id, into_table, file_name, status::text, row_count from imports where id = t.id('one')$$,
                  $$values (t.id('alphaagent'), 'contacts', 'one.csv', 'analysing', null::int)$$, 'an import of the caller''s');
select is(t.detail($$select intake.begin(t.id('x'), 'contacts', 'x', 'pending/x', null, '{}')$$) ->> 'pointer', '/storage_key', 'an upload must be one');
select is(t.try($$insert into imports (into_table, file_name) values ('contacts', 'x')$$), 'denied', 'there is one way to make one');
select is(t.try($$select storage_key from imports$$), 'denied', 'and where its file is, is nobody''s');
select is(t.try($$select 1 from internal.import_rows$$), 'denied', 'nor are its rows but by intake.rows');
select is(t.try($$select intake.ask(t.id('one'), 'run', '{}')$$), 'SF409', 'nothing else while a job is at it');

-- analysed
select pg_temp.rows('one'), pg_temp.found('one');
select is(pg_temp.seen('one'), 'mapping 3', 'then it waits for its mapping');
select is((select mapping from imports where id = t.id('one')), '[{"field": "name", "column": "a"}]', 'which is a guess');
select pg_temp.rows('one', 2);
select is(pg_temp.left_of('one'), '4 0', 'rows that come again are the same rows');
select pg_temp.rows('one');
select is(pg_temp.left_of('one'), '3 0', 'and begun again it has those of this time');
select is(t.try($$select intake.ask(t.id('one'), 'preview', '{"mapping": []}')$$), 'SF422', 'something must be mapped');
select lives_ok($$select intake.ask(t.id('one'), 'preview', '{"mapping": [{"column": "b", "field": "notes"}], "match_by": [], "decimal_mark": ","}')$$, 'a preview');
select is(pg_temp.seen('one'), 'previewing 3', 'is under way');

-- preview: outcomes that are not done
select intake.note_rows(t.id('one'), false, jsonb_build_array(jsonb_build_object('n', 1, 'outcome', 'new'), jsonb_build_object('n', 2, 'outcome', 'wrong',
    'reasons', '[{"code": "format"}]'::jsonb), jsonb_build_object('n', 3, 'outcome', 'same')));
reset role; set local role stagefy_jobs;
select intake.finish(t.id('one'), false);
select is((select array_agg(n order by n) from intake.next_rows(t.id('one'), true, 0, 10)), array[1, 2, 3], 'a run has them all before it');
select t.come('alphaagent', 'alpha');
select is(pg_temp.seen('one'), 'previewed 3 1 0 1 1', 'counted');
select results_eq($$select n, outcome, done, reasons from intake.rows(t.id('one'), 'wrong', 0, 10)$$, $$values (2, 'wrong', false, '[{"code": "format"}]'::jsonb)$$, 'rows of an outcome');

-- who else
select t.come('alphaagent2', 'alpha');
select is(t.count($$select * from intake.rows(t.id('one'), null, 0, 10)$$), 3::bigint, 'a colleague reads it');
select is(t.try($$select intake.ask(t.id('one'), 'run', '{}')$$), 'SF403', 'and does not run it');
select t.come('alphaviewer', 'alpha');
select is(t.try($$select intake.undo(t.id('one'), '{contacts}')$$), 'SF403', 'nor does a viewer undo it');
select t.come('betaadmin', 'beta');
select is(t.count($$select * from intake.rows(t.id('one'), null, 0, 10)$$), 0::bigint, 'another agency reads no row');
select is(t.try($$select intake.ask(t.id('one'), 'run', '{}')$$), 'SF404', 'and knows no such import');
select pg_temp.begin('theirs'), pg_temp.rows('theirs'), pg_temp.found('theirs');
select is((select mapping -> 0 ->> 'field' from imports where id = t.id('theirs')), 'name', 'nor what others chose for the same columns');

-- run: stopped in the middle, and on from there
select t.come('alphaadmin', 'alpha');
select lives_ok($$select intake.ask(t.id('one'), 'run', '{}')$$, 'an admin runs it');
select is(t.try($$select intake.undo(t.id('one'), '{contacts}')$$), 'SF409', 'what runs is not undone');
select intake.note_rows(t.id('one'), true, jsonb_build_array(jsonb_build_object('n', 1, 'outcome', 'new', 'record_id', t.id('calphaagent'))));
select pg_temp.end('one', 'intake.run', 'cancelled');
select is(pg_temp.seen('one'), 'cancelled 3 1 0 0 0', 'stopped, it tells what was done');
select is(t.try($$select intake.ask(t.id('one'), 'preview', '{}')$$), 'SF409', 'what has begun is not tried out');
select lives_ok($$select intake.ask(t.id('one'), 'run', '{"mapping": [{"column": "a", "field": "name"}], "match_by": ["phone"]}')$$, 'it goes on');
select results_eq($$select mapping -> 0 ->> 'field', match_by from imports where id = t.id('one')$$, $$values ('notes', '{}'::text[])$$, 'as it began');
reset role; set local role stagefy_jobs;
select is((select array_agg(n order by n) from intake.next_rows(t.id('one'), true, 0, 10)), array[2, 3], 'behind what is done');
select intake.note_rows(t.id('one'), true, '[{"n": 2, "outcome": "wrong"}, {"n": 3, "outcome": "changed"}]');
select intake.finish(t.id('one'), true);
select t.come('alphaadmin', 'alpha');
select is(pg_temp.seen('one'), 'completed 3 1 1 0 1', 'to its end');
select is(t.try($$select intake.ask(t.id('one'), 'run', '{}')$$), 'SF409', 'once');
select lives_ok($$select intake.undo(t.id('one'), '{contacts}')$$, 'it can be undone');
select isnt((select undo_job_id from imports where id = t.id('one')), null, 'by a job');

-- remembered
select t.come('alphaagent2', 'alpha');
select pg_temp.begin('two'), pg_temp.rows('two'), pg_temp.found('two');
select results_eq($$select mapping, match_by, decimal_mark from imports where id = t.id('two')$$,
                  $$values ('[{"field": "notes", "column": "b"}]'::jsonb, '{}'::text[], ',')$$, 'the same columns become what they became before');
select pg_temp.begin('houses', 'properties'), pg_temp.rows('houses'), pg_temp.found('houses', 'address');
select is((select mapping -> 0 ->> 'field' from imports where id = t.id('houses')), 'address', 'in the same table');

-- what fails
select intake.ask(t.id('two'), 'preview', '{}');
select pg_temp.end('two', 'intake.preview', 'failed');
select is(pg_temp.seen('two'), 'mapping 3 timeout', 'a preview that failed leaves it where it was, and says why');
select pg_temp.begin('three');
select pg_temp.end('three', 'intake.analyse', 'failed');
select is(pg_temp.seen('three'), 'failed timeout', 'a file that cannot be read');
select is(t.try($$select intake.ask(t.id('three'), 'run', '{}')$$), 'SF409', 'is not run');

-- tidied
reset role;
update imports set created_at = now() - interval '31 days' where id = t.id('one');
set local role stagefy_jobs;
select is(intake.tidy(30, 2), 2::bigint, 'old rows go, some at a time');
select is(intake.tidy(30, 2), 1::bigint, 'until there are no more');
reset role;
select is((select count(*) from internal.import_rows where import_id = t.id('two')), 3::bigint, 'those of others stay');

select * from finish();
rollback;

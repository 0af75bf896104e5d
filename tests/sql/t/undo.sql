-- SPDX-License-Identifier: Apache-2.0
-- Undoing a batch: what it wrote goes back, what somebody wrote over it stays, and nobody undoes what they could not change.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(40);
select t.world();
-- alpha's agents share its rows; sees all changes, whoever asks
create function pg_temp.batches(p_table text) returns bigint language sql security definer as $$
    select count(*) from internal.changes where batch_id = t.id('batch') and table_name = p_table
$$;
create function pg_temp.steps(p_batch uuid, p_most int) returns int language plpgsql as $$
declare
    n int := 0;
    s record;
begin
    loop
        select * into s from app.undo_step(p_batch, p_most);
        n := n + 1;
        exit when s.done;
    end loop;
    return n;
end
$$;
create function pg_temp.result(p_batch uuid) returns int[] language sql as $$ select array[records, undone, changed, refused] from app.undo_of(p_batch) $$;
create function pg_temp.left(p_batch uuid) returns jsonb language sql as $$ select left_rows from app.undo_of(p_batch) $$;
-- writes a batch as the caller, and stands outside of it again
create function pg_temp.batch(p_batch uuid, p_sql text) returns void language plpgsql as $$
begin
    perform app.begin_batch(p_batch);
    execute p_sql;
    perform set_config('app.batch_id', '', true);
end
$$;
grant execute on all functions in schema pg_temp to public;

-- a batch is what it says it is
select t.come('alphaadmin', 'alpha');
select pg_temp.batch(t.id('batch'), $$update contacts set status = 'active', tags = '{spring}' where owner_id <> t.id('alphaadmin')$$);
update contacts set notes = 'beside it' where id = t.id('calphaadmin');
select is(pg_temp.batches('contacts'), 2::bigint, 'changes know their batch; those beside it have none');
select is(t.count('select 1 from record_history where batch_id = t.id(''batch'')'), 2::bigint, 'an admin reads them');
select t.come('betaowner', 'beta');
select is(t.count('select 1 from record_history where batch_id = t.id(''batch'')'), 0::bigint, 'another agency does not');

-- asked for
select t.come('alphaadmin', 'alpha');
update contacts set tags = '{spring, vip}' where id = t.id('calphaagent2');
select is(t.try('select app.ask_undo(t.id(''batch''), ''{contacts}'')'), '1', 'undoing is asked for');
select is(t.count('select 1 from public.jobs where kind = ''bulk.undo'''), 1::bigint, 'as a job');
select is(app.ask_undo(t.id('batch'), '{contacts}'), (select job from app.undo_of(t.id('batch'))), 'asking again answers the same one');
select is(pg_temp.result(t.id('batch')), '{2,0,0,0}', 'which knows how many records there are');
select t.come('betaowner', 'beta');
select is(t.count('select 1 from app.undo_of(t.id(''batch''))'), 0::bigint, 'another agency hears nothing of it');
select is((select done from app.undo_step(t.id('batch'), 10)), true, 'and has nothing to undo');

-- done
select t.come('alphaadmin', 'alpha');
select is((select done from app.undo_step(t.id('batch'), 1)), false, 'a step takes as many as it is told');
select is((pg_temp.result(t.id('batch')))[2] + (pg_temp.result(t.id('batch')))[3], 1, 'and writes down how far it is');
select is(pg_temp.steps(t.id('batch'), 1), 2, 'the next ones go on behind it; the last finds nothing');
select is(pg_temp.result(t.id('batch')), '{2,1,1,0}', 'each record once');
select results_eq('select status::text, tags from contacts where id = t.id(''calphaagent'')', $$values ('lead', '{}'::text[])$$, 'what the batch wrote is undone');
select results_eq('select status::text, tags from contacts where id = t.id(''calphaagent2'')', $$values ('lead', '{spring,vip}'::text[])$$, 'but for the field that somebody wrote over');
select is(pg_temp.left(t.id('batch')), jsonb_build_array(jsonb_build_object('table', 'contacts', 'id', t.id('calphaagent2'), 'code', 'changed_since', 'detail', 'was changed since', 'fields', array['tags'])), 'which is told');
select is(t.try('select app.ask_undo(t.id(''batch''), ''{contacts}'')'), 'SF409', 'it is undone once');
select is((select done from app.undo_step(t.id('batch'), 10)), true, 'a step behind the end does nothing');

-- made, deleted, brought back
select pg_temp.batch(t.id('two'), $$insert into contacts (id, name) select t.id('new' || n), 'New ' || n from generate_series(1, 3) n$$);
select pg_temp.batch(t.id('two'), $$update contacts set deleted_at = app.now() where id = t.id('calphaagent')$$);
update contacts set notes = 'kept' where id = t.id('new2');
update contacts set deleted_at = app.now() where id = t.id('new3');
select app.ask_undo(t.id('two'), '{contacts}');
select is(pg_temp.steps(t.id('two'), 10), 1, 'one step for few');
select is(pg_temp.result(t.id('two')), '{4,3,1,0}', 'what was made, and deleted by somebody meanwhile, is undone too');
select is((select array_agg(name order by name) from contacts where name like 'New %' and deleted_at is null), '{New 2}', 'what was made is deleted, unless somebody has worked on it');
select is(pg_temp.left(t.id('two')) #> '{0,fields}', '["notes"]', 'and how');
select is((select deleted_at from contacts where id = t.id('calphaagent')), null, 'what was deleted is back');
select is((select count(*) from contact_emails where contact_id = t.id('calphaagent') and deleted_at is null), 1::bigint, 'with what belongs to it');

-- rights and rules: as whoever asks, now
select t.come('alphaadmin', 'alpha');
select pg_temp.batch(t.id('three'), $$update properties set bedrooms = 9, status = 'active' where id in (t.id('palphaagent'), t.id('palphaagent2'))$$);
update properties set status = 'sold' where id = t.id('palphaagent');
select app.ask_undo(t.id('three'), '{properties}');
select t.come('alphaviewer', 'alpha');
select is(pg_temp.steps(t.id('three'), 10), 1, 'a viewer''s undoing');
select is(pg_temp.result(t.id('three')), '{2,0,0,2}', 'changes nothing');
select is((select sum(bedrooms) from properties where bedrooms = 9), 18::bigint, 'really');
select is(pg_temp.left(t.id('three')) #>> '{0,code}', 'not_found', 'and says so');
select t.come('alphaadmin', 'alpha');
select pg_temp.batch(t.id('four'), $$update visits set status = 'cancelled' where id = t.id('zalphaagent')$$);
select app.ask_undo(t.id('four'), '{visits}');
select is(pg_temp.steps(t.id('four'), 10), 1, 'what no way leads back from');
select is(pg_temp.left(t.id('four')) -> 0, jsonb_build_object('table', 'visits', 'id', t.id('zalphaagent'), 'code', 'not_allowed', 'detail', 'a visit that is cancelled does not become requested'), 'is refused with the reason');
select is((select status::text from visits where id = t.id('zalphaagent')), 'cancelled', 'and stays');
select t.go();
select is(t.try('select app.ask_undo(t.id(''three''), ''{properties}'')'), '23502', 'nobody asks without an agency');

-- bulk changes
select t.come('alphaagent', 'alpha');
insert into bulk_changes (id, table_name, query, change, matched) values (t.id('bulk'), 'contacts', '', '{"delete": true}', 1);
select is(t.count('select 1 from bulk_changes'), 1::bigint, 'an agent sees those of their own');
select is(t.try('insert into bulk_changes (table_name, query, change, matched, owner_id) values (''contacts'', '''', ''{}'', 0, t.id(''alphaagent2''))'), 'denied', 'and makes them in nobody else''s name');
select is(t.try('update bulk_changes set change = ''{}'''), 'denied', 'what was asked for stays');
select t.come('alphaagent2', 'alpha');
select is(t.try('select app.undo_bulk(t.id(''bulk''))'), 'SF404', 'a colleague undoes none of it');
select t.come('alphaviewer', 'alpha');
select is(t.try('insert into bulk_changes (table_name, query, change, matched) values (''contacts'', '''', ''{}'', 0)'), 'denied', 'a viewer has none');
select t.come('alphaadmin', 'alpha');
select is(t.count('select 1 from bulk_changes'), 2::bigint, 'an admin sees all');
select is(t.try('update bulk_changes set changed = 1 where id = t.id(''bulk'')'), '0', 'and whoever asked for it alone says how far it is');
select t.come('betaowner', 'beta');
select is(t.try('select app.undo_bulk(t.id(''bulk''))'), 'SF404', 'another agency knows nothing of it');
select * from finish();
rollback;

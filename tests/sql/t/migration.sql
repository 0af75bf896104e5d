-- SPDX-License-Identifier: Apache-2.0
-- A data migration that changes no row fails, since under forced row-level security that is how a mistake looks.
begin;
set local search_path = public, t;
select start(7);
select t.world();
create function pg_temp.backfill() returns text language sql as $$
    select t.try($sql$with done as (update public.properties set notes = 'backfilled' returning 1)
                      select internal.expect_rows(count(*), 'a backfill of properties.notes') from done$sql$)
$$;
grant usage on schema internal to public;
set local role stagefy_owner;
select is(t.count('select 1 from public.properties'), 0::bigint, 'the owner of the tables sees no row');
select is(pg_temp.backfill(), 'P0001', 'a backfill as the owner fails');
set local role stagefy_definer;
select is(pg_temp.backfill(), '1', 'as stagefy_definer it does its work');
select is((select count(*) from public.properties where notes = 'backfilled'), 6::bigint, '… on every row');
select throws_like($$select internal.expect_rows(0, 'a backfill')$$, 'a backfill changed no row', 'it says what changed nothing');
set local role stagefy_owner;
select is(app.migration_level(), (select change from sqitch.changes order by committed_at desc limit 1), 'the level is the last change deployed');
select t.go();
select isnt(app.migration_level(), null, 'a worker may ask');
select * from finish();
rollback;

-- SPDX-License-Identifier: Apache-2.0
-- Bundles: their lines by table, in steps of their own, counted table by table; and media items of files that nobody uploaded. Jobs
-- are played: their rights are those of whoever asked.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(35);
select t.world();
create function pg_temp.item(p_word text, p_more jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('id', t.id(p_word), 'file_name', p_word || '.jpg', 'storage_key', t.id('alpha') || '/' || p_word || '.jpg', 'provider', 'local',
        'content_type', 'image/jpeg', 'size', 10, 'sha256', repeat('a', 64), 'width', 6, 'height', 4) || p_more
$$;
create function pg_temp.make(p_word text, p_more jsonb default '{}') returns text language sql as $$
    select t.try(format('select media.make_item(%L)', pg_temp.item(p_word, p_more)))
$$;
create function pg_temp.settle(p_word text, p_settings jsonb) returns text language sql as $$
    select t.try(format('select media.settle_item(%L, %L)', t.id(p_word), p_settings))
$$;
grant execute on function pg_temp.item(text, jsonb), pg_temp.make(text, jsonb), pg_temp.settle(text, jsonb) to public;
create function pg_temp.lines() returns void language sql security definer as $$
    select intake.put_lines(t.id('move'), 1, '[{"table": "contacts", "n": 1}, {"table": "media_items"}, {"n": 3}, {"table": "contacts"}, {"table": "ai_runs"}]');
    select intake.analysed(t.id('move'), '{"format": "ndjson", "encoding": "utf-8", "columns": [], "mapping": [], "match_by": ["external_ref"], "row_count": 5}')
$$;
create function pg_temp.tables() returns text language sql as $$
    select string_agg(concat_ws(' ', nullif(e ->> 'table', ''), e -> 'row_count', e -> 'new_count', e -> 'changed_count', e -> 'same_count', e -> 'wrong_count'), ', ' order by o)
    from imports i, jsonb_array_elements(i.tables) with ordinality x (e, o) where i.id = t.id('move')
$$;
create function pg_temp.next(p_table text, p_running boolean default true) returns int[] language sql as $$
    select array_agg(n order by n) from intake.next_lines(t.id('move'), p_running, p_table, '{contacts,properties,media_items}', 0, 10)
$$;
grant execute on function pg_temp.lines(), pg_temp.tables(), pg_temp.next(text, boolean) to public;

-- a bundle
select t.come('alphaagent', 'alpha');
select intake.begin(t.id('move'), 'bundle', 'move.ndjson', null, 'x', '{}');
select pg_temp.lines();
select is(pg_temp.tables(), 'contacts 2 0 0 0 0, media_items 1 0 0 0 0, 1 0 0 0 0, ai_runs 1 0 0 0 0', 'has its lines table by table, whatever they name');
select is((select match_by from imports where id = t.id('move')), '{external_ref}', 'known by their external_ref');
select is(t.try($$select intake.put_lines(t.id('move'), 1, '[]')$$), 'denied', 'only its jobs write lines');
select lives_ok($$select intake.ask(t.id('move'), 'preview', '{}')$$, 'it needs no mapping');
reset role; set local role stagefy_jobs;
select is(pg_temp.next('contacts'), '{1,4}', 'a table''s lines come by themselves');
select is(pg_temp.next(null), '{3,5}', 'and those of none that is known');
select intake.note_rows(t.id('move'), false, '[{"n": 1, "outcome": "new"}, {"n": 4, "outcome": "same"}, {"n": 5, "outcome": "wrong"}]');
select intake.finish(t.id('move'), false);
select is(intake.rows_done(t.id('move')), 0::bigint, 'a preview does nothing');
select t.come('alphaagent', 'alpha');
select is(pg_temp.tables(), 'contacts 2 1 0 1 0, media_items 1 0 0 0 0, 1 0 0 0 0, ai_runs 1 0 0 0 1', 'and is counted');
select intake.ask(t.id('move'), 'run', '{}');
reset role; set local role stagefy_jobs;
select intake.note_rows(t.id('move'), true, '[{"n": 1, "outcome": "changed"}]');
select is(pg_temp.next('contacts'), '{4}', 'a run goes on behind what is done');
select is(intake.rows_done(t.id('move')), 1::bigint, '… which is counted');
reset role;
select is((select count(*) from internal.import_mappings m where m.into_table = 'bundle'), 0::bigint, 'and nothing is remembered of columns');

-- items of files that were fetched
select t.come('alphaviewer', 'alpha');
select is(pg_temp.make('a'), 'SF403', 'a viewer makes none');
select t.come('alphaagent', 'alpha');
select is(pg_temp.make('b', jsonb_build_object('storage_key', t.id('beta') || '/b.jpg')), 'P0001', 'nor anybody of a file of another agency');
select is(pg_temp.make('a', '{"taken_local": "2026-03-04T05:06:07"}'), '1', 'an agent does');
select results_eq($$select type::text, owner_id, property_id, position, status::text, taken_at = timestamp '2026-03-04 05:06:07' at time zone
        (select time_zone from agencies where id = t.id('alpha')) from media_items where id = t.id('a')$$,
    $$values ('image', t.id('alphaagent'), null::uuid, null::int, 'ready', true)$$, 'theirs, of no gallery yet, taken when its camera says so');
select is(pg_temp.make('pdf', '{"content_type": "application/pdf", "width": null, "height": null}'), '1', 'a document too');
update media_items set property_id = t.id('palphaagent'), external_ref = 'ph-1', note = 'Kept', tags = '{k}' where id = t.id('a');
select is(media.settle_item(t.id('a'), '{"position": 7, "cover": true, "url": "https://x/1.jpg", "etag": "\"1\""}'), true, 'it has its place, and is shown first');
select results_eq($$select (select position from media_items where id = t.id('a')), (select cover_media_id from properties where id = t.id('palphaagent'))$$,
    $$values (7, t.id('a'))$$, 'as was said');
select is(media.settle_item(t.id('a'), '{"position": 7, "cover": true}'), false, 'said again it changes nothing');
select results_eq($$select sha256, url, etag from media.file_known(t.id('a'))$$, $$values (repeat('a', 64), 'https://x/1.jpg', '"1"')$$, 'where it came from is known');
select is(t.try($$select 1 from internal.media_origins$$), 'denied', 'in no other way');
select t.come('alphaagent2', 'alpha');
select is(pg_temp.settle('a', '{"position": 1}'), 'SF403', 'a colleague does not move it');
select is(pg_temp.make('c', jsonb_build_object('replaces', t.id('a'))), 'SF403', 'nor replaces it');
select t.come('betaadmin', 'beta');
select is((select count(*) from media.file_known(t.id('a'))), 0::bigint, 'and another agency knows nothing of it');
select is(pg_temp.settle('a', '{"position": 1}'), 'SF403', 'nor moves it');

-- another file in its place
select t.come('alphaagent', 'alpha');
select app.begin_batch(t.id('batch'));
select is(pg_temp.make('c', jsonb_build_object('replaces', t.id('a'))), '1', 'its owner replaces it');
update media_items set external_ref = 'ph-1' where id = t.id('c');
select results_eq($$select note, tags, property_id, position, external_ref, deleted_at is null from media_items where id in (t.id('a'), t.id('c')) order by id = t.id('c')$$,
    $$values ('Kept', '{k}'::text[], t.id('palphaagent'), 7, null, false), ('Kept', '{k}', t.id('palphaagent'), 7, 'ph-1', true)$$, 'with its words and place, and its external_ref');
select is((select cover_media_id from properties where id = t.id('palphaagent')), t.id('c'), 'shown first in its stead');
select is((select media_count from properties where id = t.id('palphaagent')), 2, 'and the gallery has no more than it had');
select app.ask_undo(t.id('batch'), '{media_items,properties}');
select is((select max(percent) from generate_series(1, 3) n, lateral app.undo_step(t.id('batch'), n + 9)), 100, 'undone');
select results_eq($$select undone, changed, refused from app.undo_of(t.id('batch'))$$, $$values (3, 0, 0)$$, '… to its end');
select is((select cover_media_id from properties where id = t.id('palphaagent')), t.id('a'), '… the old one is shown first again');
select results_eq($$select id = t.id('a'), external_ref from media_items where id in (t.id('a'), t.id('c')) and deleted_at is null$$, $$values (true, null::text)$$, 'the old one alone');
reset role;
select is((select count(*) from internal.jobs where kind = 'media.derive' and payload ->> 'media_id' in (t.id('a')::text, t.id('c')::text, t.id('pdf')::text)), 2::bigint, 'of pictures smaller ones are asked for');
delete from public.media_items where id = t.id('a');
select is((select count(*) from internal.media_origins where media_id = t.id('a')), 0::bigint, 'and where a file came from is forgotten with it');

select * from finish();
rollback;

-- SPDX-License-Identifier: Apache-2.0
-- What the jobs of pictures may read and write: variants, refusals, and the nightly comparison with the store.
begin;
set local search_path = public, t;
set local client_min_messages = warning;
select start(36);
select t.world();

-- the job's transaction: in the agency, as an admin of it; p_agency NULL: the platform's
create function pg_temp.job(p_agency text) returns void language plpgsql as $$
begin
    execute 'reset role';
    perform app.set_context(t.id(p_agency), null, case when p_agency is not null then 'admin' end, 'all', null, null);
    execute 'set local role stagefy_jobs';
end
$$;
create function pg_temp.item(p_word text) returns public.media_items language sql security definer as $$ select * from public.media_items where id = t.id(p_word) $$;
create function pg_temp.set_item(p_word text, p_column text, p_value text) returns void language plpgsql security definer as $$
begin
    execute format('update public.media_items set %I = %L where id = t.id(%L)', p_column, p_value, p_word);
end
$$;
create function pg_temp.asked() returns text[] language sql security definer as $$
    select coalesce(array_agg(payload ->> 'media_id' order by payload ->> 'media_id'), '{}') from internal.jobs_live where kind = 'media.derive' $$;
create function pg_temp.strays() returns text[] language sql security definer as $$ select coalesce(array_agg(storage_key order by storage_key), '{}') from internal.stray_files $$;
create function pg_temp.derivable(p_word text, p_recipe int default 1) returns bigint language sql as $$ select count(*) from media.to_derive(t.id(p_word), p_recipe) $$;
-- "<agency>/<media>-<22 characters>.jpg"
create function pg_temp.key(p_agency text, p_media text) returns text language sql as $$ select t.id(p_agency) || '/' || t.id(p_media) || '-' || repeat('r', 22) || '.jpg' $$;
grant execute on all functions in schema pg_temp to public;

-- who may
select t.come('alphaowner', 'alpha');
select is(t.try(format('select * from media.to_derive(%L, 1)', t.id('ialphaagent'))), 'denied', 'a member is not the job: to_derive');
select is(t.try(format($$select media.derived(%L, 1, 'data:', 1, 1)$$, t.id('ialphaagent'))), 'denied', 'derived');
select is(t.try(format($$select media.reject(%L, 'broken')$$, t.id('ialphaagent'))), 'denied', 'reject');
select is(t.try($$select media.sweep_agencies('local')$$), 'denied', 'sweep_agencies');
select is(t.try(format($$select media.sweep_note(%L, 'local', '{}', '{}', '{}', '{}', 7)$$, t.id('alpha'))), 'denied', 'sweep_note');
select is(t.try(format($$select media.sweep_forget(%L, 'local', '{}')$$, t.id('alpha'))), 'denied', 'sweep_forget');

-- deriving
select pg_temp.job('alpha');
select is((select storage_key || ' ' || provider || ' ' || size from media.to_derive(t.id('ialphaagent'), 1)), 'alpha/agent local 1', 'a picture has variants to be made of its file');
select is(pg_temp.derivable('ibetaagent'), 0::bigint, 'none of another agency');
select media.derived(t.id('ibetaagent'), 1, 'data:x', 800, 600);
select is((pg_temp.item('ibetaagent')).variants, null, 'nor is it marked');
select media.derived(t.id('ialphaagent'), 1, 'data:x', 800, 600);
select is((select array[variants::text, placeholder, width::text, height::text] from pg_temp.item('ialphaagent')), '{1,data:x,800,600}', 'once made, that is noted');
select is(pg_temp.derivable('ialphaagent'), 0::bigint, '… and not done again');
select is(pg_temp.derivable('ialphaagent', 2), 1::bigint, '… but by a newer recipe');
select media.reject(t.id('ibetaagent'), 'broken');
select is((pg_temp.item('ibetaagent')).status::text, 'ready', 'what another agency shows is not rejected');
select is(t.try(format($$select media.reject(%L, 'ugly')$$, t.id('ialphaagent'))), '23514', 'a reason is one of those that there are');
select media.reject(t.id('ialphaagent'), 'too_many_pixels');
select is((select status || ' ' || rejection from pg_temp.item('ialphaagent')), 'rejected too_many_pixels', 'a rejected picture says why');
select is(pg_temp.derivable('ialphaagent', 2), 0::bigint, '… and has no variants to be made');
select media.derived(t.id('ialphaagent'), 2, 'data:y', 1, 1);
select is((pg_temp.item('ialphaagent')).variants::int, 1, '… even if they come late');
select pg_temp.job(null);
select is(pg_temp.derivable('ialphaagent2'), 0::bigint, 'without an agency there is nothing to derive');

-- sweeping
select is(array(select a from media.sweep_agencies('local') a), array(select u from unnest(array[t.id('alpha'), t.id('beta')]) u order by u), 'agencies with files in the store are swept');
select is(array(select media.sweep_agencies('s3')), '{}', 'none in another store');
select pg_temp.set_item('ialphaagent2', 'deleted_at', now()::text);
select is((select jsonb_object_agg(id, recipe) from media.sweep_items(t.id('alpha'), 'local', '00000000-0000-0000-0000-000000000000', 10)),
          jsonb_build_object(t.id('ialphaadmin'), 0, t.id('ialphaagent'), null, t.id('ialphaagent2'), 0), 'its items, also deleted ones, with the variants that must be there');
select is(t.count(format($$select 1 from media.sweep_items(%L, 'local', (select max(id::text)::uuid from media.sweep_items(%1$L, 'local', '00000000-0000-0000-0000-000000000000', 2)), 10)$$, t.id('alpha'))), 1::bigint, '… a page after another');
select is(array(select media.sweep_note(t.id('alpha'), 'local', array[t.id('ialphaadmin'), t.id('ibetaadmin')], '{}', '{}', '{}', 7)), '{}', 'nothing to remove');
select isnt((pg_temp.item('ialphaadmin')).missing_since, null, 'an item without its file is noted');
select is((pg_temp.item('ibetaadmin')).missing_since, null, 'none of another agency');
select is((pg_temp.item('ialphaadmin')).version, 1, 'no form that is open gets stale by that');
select media.sweep_note(t.id('alpha'), 'local', '{}', array[t.id('ialphaadmin')], array[t.id('ialphaadmin')], '{}', 7);
select is((pg_temp.item('ialphaadmin')).missing_since, null, 'when it is there again, that too');
select is(pg_temp.asked(), array[t.id('ialphaadmin')::text], 'what lacks its variants gets a job');
select media.sweep_note(t.id('alpha'), 'local', '{}', '{}', array[t.id('ialphaadmin')], '{}', 7);
select is(cardinality(pg_temp.asked()), 1, '… one');
select is(array(select media.sweep_note(t.id('alpha'), 'local', '{}', '{}', '{}', array[pg_temp.key('alpha', 'one'), pg_temp.key('alpha', 'two')], 7)), '{}', 'a file that no row names stays for now');
select is(cardinality(pg_temp.strays()), 2, '… and is noted');
select set_config('app.now', (now() + interval '8 days')::text, true);
select is(array(select media.sweep_note(t.id('alpha'), 'local', '{}', '{}', '{}', array[pg_temp.key('alpha', 'one')], 7)), array[pg_temp.key('alpha', 'one')], 'after some days it is to go');
select is(pg_temp.strays(), array[pg_temp.key('alpha', 'one')], 'one that is no longer there, or has a row, is forgotten');
select pg_temp.set_item('ialphaadmin', 'storage_key', pg_temp.key('alpha', 'ialphaadmin'));
select media.sweep_note(t.id('alpha'), 'local', '{}', '{}', '{}', array[pg_temp.key('alpha', 'ialphaadmin')], 7);
select is(pg_temp.strays(), '{}', 'what a row names is no stray');
select media.sweep_note(t.id('alpha'), 'local', '{}', '{}', '{}', array[pg_temp.key('alpha', 'one')], 7);
select media.sweep_forget(t.id('beta'), 'local', array[pg_temp.key('alpha', 'one')]);
select is(cardinality(pg_temp.strays()), 1, 'another agency forgets none of ours');
select media.sweep_forget(t.id('alpha'), 'local', array[pg_temp.key('alpha', 'one')]);
select is(pg_temp.strays(), '{}', 'once removed it is forgotten');

select finish();
rollback;

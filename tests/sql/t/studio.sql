-- SPDX-License-Identifier: Apache-2.0
-- The studio: what a run holds and settles, what a step may become, results and their places, and what goes out of an altered picture.
begin;
set local search_path = public, t;
select start(96);
select t.world();

-- a run of alpha's agent over their photo: two steps of a service, for so many variants
create function pg_temp.ask(p_person text, p_id text, p_variants int default 1, p_media uuid default null) returns void language sql as $$
    select studio.begin(array[t.id(p_id)], jsonb_build_object('type', 'photo_edit', 'batch_id', t.id('batch' || p_id), 'media_ids', jsonb_build_array(coalesce(p_media, t.id('i' || p_person))), 'variants', p_variants,
        'recipe', '[{"tool": "declutter", "provider": "qwen", "model": "m", "options": {}, "prompt": "p", "api_cost": "0.0400"}, {"tool": "renovate", "provider": "replicate", "model": "n", "options": {"what": "oak"}, "prompt": "q"}]'::jsonb))
$$;
grant execute on function pg_temp.ask(text, text, int, uuid) to public;
create function pg_temp.step(p_project text, p_step int, p_variant int default 1) returns uuid language sql as $$
    select id from public.ai_jobs where project_id = t.id(p_project) and step = p_step and variant = p_variant order by created_at desc, id desc limit 1
$$;
create function pg_temp.held() returns text language sql as $$ select a.balance || '/' || a.held from public.credit_accounts a where a.agency_id = t.id('alpha') $$;
create function pg_temp.holds(p_project text) returns text language sql as $$
    select string_agg(h.phase || ' ' || h.state || ' ' || h.amount, ', ' order by h.phase, h.state desc, h.created_at) from public.credit_holds h where h.reference = 'project ' || t.id(p_project)
$$;
create function pg_temp.result() returns jsonb language sql as $$ select '{"provider": "local", "content_type": "image/jpeg", "size": 10, "sha256": null, "width": 4, "height": 3}'::jsonb $$;
-- as the job: whoever asked, and stagefy_jobs
create function pg_temp.as_job(p_person text) returns void language plpgsql as $$
begin
    execute 'reset role';
    perform app.set_context(t.id('alpha'), t.id(p_person), 'agent', 'all', app.uuid7(), null);
    execute 'set local role stagefy_jobs';
end
$$;
grant execute on all functions in schema pg_temp to public;
create temp view runs as select id, status::text, error_code::text, credit_cost, price, result_asset_ids, output_data, progress from public.projects;
grant select on runs to public;

-- tools and prices
select is((select string_agg(name, ', ') from studio_tools t where not exists (select from internal.operations o where o.cost_key = t.cost_key)), null, 'no tool is without a price');
set local role stagefy_definer;
select is(t.try($$insert into studio_tools (name, providers, cost_key, alters) values ('free', '{local}', 'studio.free', false)$$), 'SF422', 'and none can be made');
select is(t.try($$insert into studio_tools (name, providers, cost_key, alters) values ('silent', '{local}', 'studio.enhance', true)$$), '23514', 'what alters says what it does');
select is(t.try($$insert into studio_models (provider, model, tools) values ('qwen', 'x', '{enhance,nothing}')$$), 'SF422', 'a model names tools that there are');
reset role;
select t.come('alphaagent', 'alpha');
select is(studio.step_price('renovate', 'qwen') || ' ' || studio.step_price('enhance', 'local') || ' ' || studio.step_price('enhance', 'qwen'), '6 0 1', 'services are paid, this machine is not');
select is(t.try($$insert into studio_models (provider, model, tools) values ('qwen', 'x', '{enhance}')$$), 'denied', 'models are the platform''s');
select is(t.try($$update studio_tools set enabled = false$$), 'denied', 'and so are tools');

-- asking
select pg_temp.ask('alphaagent', 'run');
reset role;
select is(pg_temp.held(), '99/9', 'both steps are held');
select is(pg_temp.holds('run'), 's1v1 held 3, s2v1 held 6', 'each for itself');
select results_eq($$select status, price, credit_cost from runs where id = t.id('run')$$, $$values ('pending', 9, 0)$$, 'the project knows its price');
select is((select property_id from projects where id = t.id('run')), t.id('palphaagent'), 'and is for its photo''s property');
select is(t.count($$select 1 from internal.jobs_live where kind = 'studio.run' and payload ->> 'project_id' = t.id('run')::text and payload ? 'paid'$$), 1::bigint, 'there is a job, which is paid');
select t.come('alphaagent', 'alpha');
select is(t.detail($$select pg_temp.ask('alphaagent', 'dear', 4); select pg_temp.ask('alphaagent', 'dearer', 4); select pg_temp.ask('alphaagent', 'dearest', 4)$$) ->> 'required', '36', 'what cannot be paid is refused as a whole');
select is(t.count($$select 1 from projects where id in (t.id('dear'), t.id('dearest'))$$), 0::bigint, '… and nothing of it stays');
select is(t.try($$select pg_temp.ask('betaagent', 'theirs')$$), 'SF422', 'a photo of another agency is none');
select is(t.detail($$select pg_temp.ask('betaagent', 'theirs')$$) ->> 'pointer', '/media_ids/0', '… and that is said');
reset role;
set local role stagefy_definer;
update media_items set missing_since = now() where id = t.id('ialphaadmin');
reset role;
select t.come('alphaadmin', 'alpha');
select is(t.detail($$select pg_temp.ask('alphaadmin', 'lost')$$) ->> 'code', 'not_ready', 'one whose file is not there neither');
reset role;
set local role stagefy_definer;
update media_items set missing_since = null where id = t.id('ialphaadmin');
reset role;
select t.come('alphaviewer', 'alpha');
select is(t.try($$select studio.cancel(t.id('run'))$$), 'SF403', 'a viewer cancels nothing');
select t.come('betaowner', 'beta');
select is(t.try($$select studio.cancel(t.id('run'))$$) || t.try($$select studio.retry(t.id('run'))$$) || t.try($$select studio.accept(t.id('run'), t.id('ialphaagent'))$$) || t.try($$select studio.reject(t.id('run'), null)$$)
          || t.try($$select studio.restore_original(t.id('ialphaagent'))$$), repeat('SF404', 5), 'and another agency finds nothing');
select is(t.count('select 1 from projects where agency_id = t.id(''alpha'')') + t.count('select 1 from ai_jobs where agency_id = t.id(''alpha'')') + t.count('select 1 from templates where agency_id = t.id(''alpha'')'), 0::bigint, '… nor reads any');
select is(t.try($$select result_key from ai_jobs$$) || t.try($$select studio.step_done(t.id('x'), '{}', 1, 1)$$) || t.try($$select studio.wake(t.id('x'), 'r')$$), 'denieddenieddenied', 'where results lie, and what a job says, is nobody else''s');

-- the job
select pg_temp.as_job('alphaagent');
select is((select array_agg(step || status) from studio.next(t.id('run'), t.id('another job'), 'local')), null, 'a job that is not the project''s has nothing to do');
select is((select array_agg(step || status) from studio.next(t.id('run'), (select job_id from projects where id = t.id('run')), 'local')), '{1pending}', 'the first step comes first');
reset role;
select is((select status from runs where id = t.id('run')), 'processing', 'and the project is being worked on');
select pg_temp.as_job('alphaagent');
select is(studio.step_done(pg_temp.step('run', 1), pg_temp.result(), null, null) || '', 'true', 'a step that is done');
reset role;
select is(pg_temp.holds('run') || ' ' || pg_temp.held(), 's1v1 captured 3, s2v1 held 6 96/6', '… is paid at once, and it alone');
select is(t.count($$select 1 from media_items where project_id = t.id('run')$$), 0::bigint, 'and is no result yet');
select pg_temp.as_job('alphaagent');
select is(studio.submitting(pg_temp.step('run', 2), 'local'), true, 'the next is about to be sent');
select is(studio.submitting(pg_temp.step('run', 2), 'local'), false, '… once');
select is((select array_agg(step || status) from studio.next(t.id('run'), (select job_id from projects where id = t.id('run')), 'local')), '{2submitting}', 'whoever comes to it anew knows that it may have been');
select studio.again(pg_temp.step('run', 2), 'throttled', 'slowly', 30);
select results_eq($$select status, error_code::text, tries, due_s > 29 from ai_jobs j, lateral (select n.due_s from studio.next(t.id('run'), (select job_id from projects where id = t.id('run')), 'local') n) d where j.id = pg_temp.step('run', 2)$$,
                  $$values ('pending'::ai_job_status, 'throttled', 1, true)$$, 'what was certainly not done waits, and can be sent again');
select is(studio.submitting(pg_temp.step('run', 2), 'local'), true, '… and is');
select studio.submitted(pg_temp.step('run', 2), 'ref-1', null, 5);
reset role;
select results_eq($$select status::text, provider_ref from ai_jobs where id = pg_temp.step('run', 2)$$, $$values ('submitted', 'ref-1')$$, 'its service has it');
set local role stagefy_jobs;
select is(studio.wake(pg_temp.step('run', 2), 'ref-2'), 'other_ref', 'a webhook about something else wakes nobody');
select is(studio.wake(t.id('nothing'), 'ref-1'), 'unknown', 'nor one about nothing');
select is(studio.wake(pg_temp.step('run', 1), 'ref-9'), 'unknown', 'nor about what no service does');
select is(studio.wake(pg_temp.step('run', 2), 'ref-1'), 'woken', 'the right one does');
select pg_temp.as_job('alphaagent');
select is((select due_s <= 0 from studio.next(t.id('run'), (select job_id from projects where id = t.id('run')), 'local')), true, '… and the step is due');
select studio.step_failed(pg_temp.step('run', 2), 'refused', 'no', null, 'local');
select is(studio.step_done(pg_temp.step('run', 2), pg_temp.result(), null, null), false, 'what has failed is not done any more');
select is(t.count($$select 1 from studio.next(t.id('run'), (select job_id from projects where id = t.id('run')), 'local')$$), 0::bigint, 'nothing is left to be done');
select studio.finish(t.id('run'), (select job_id from projects where id = t.id('run')));
reset role;
select results_eq($$select status, error_code, credit_cost, cardinality(result_asset_ids), output_data -> 'results' -> 0 ->> 'whole' from runs where id = t.id('run')$$, $$values ('failed', 'refused', 3, 1, 'false')$$, 'a variant that failed ends its project; what was paid for is a result');
select is(pg_temp.holds('run') || ' ' || pg_temp.held(), 's1v1 captured 3, s2v1 released 6 96/0', 'the rest is given back');
select results_eq($$select original_id, is_altered, alterations, review::text, property_id from media_items where project_id = t.id('run')$$,
                  $$values (t.id('ialphaagent'), true, '{DeclutteredItemRemoved}'::text[], 'pending', null::uuid)$$, 'it says what was done to it, and is in no gallery');
select is(t.count($$select 1 from notifications where kind = 'project_failed' and user_id = t.id('alphaagent')$$), 1::bigint, 'whoever asked is told');
select is(t.count($$select 1 from internal.orphaned_files f join ai_jobs j on f.storage_key in (j.result_key, j.input_key) where j.id = pg_temp.step('run', 2)$$), 2::bigint, 'the files of the step that failed are taken away');
select is(studio.wake(pg_temp.step('run', 2), 'ref-1'), 'ended', 'a webhook about what has ended wakes nobody');

-- again
select t.come('alphaagent', 'alpha');
select studio.retry(t.id('run'));
reset role;
select is(pg_temp.holds('run'), 's1v1 captured 3, s2v1 released 6, s2v1 held 6', 'a retry holds what it will do, and nothing else');
select pg_temp.as_job('alphaagent');
select is((select array_agg(step || status) from studio.next(t.id('run'), (select job_id from projects where id = t.id('run')), 'local')), '{2pending}', 'it begins where it stopped');
select is(studio.step_done(pg_temp.step('run', 2), pg_temp.result(), 7, 0.05), true, '… and this time it is done');
select studio.finish(t.id('run'), (select job_id from projects where id = t.id('run')));
reset role;
select results_eq($$select status, credit_cost, result_asset_ids from runs where id = t.id('run')$$, $$select 'completed', 9, array[pg_temp.step('run', 2)]$$, 'the whole result has replaced the half one');
select is((select alterations from media_items where id = pg_temp.step('run', 2)), '{DeclutteredItemRemoved,VirtualRenovation}', 'and says all that was done');
select is((select jsonb_path_query_array(provenance, '$.steps[*].tool') from media_items where id = pg_temp.step('run', 2)), '["declutter", "renovate"]', 'in its order');
select t.come('alphaagent', 'alpha');
select is(t.detail($$select studio.retry(t.id('run'))$$) ->> 'reason', 'done', 'what is done is not done again');

-- cancelled
select pg_temp.ask('alphaagent', 'stop', 2);
reset role;
select is(pg_temp.held(), '90/18', 'two variants hold twice as much');
select pg_temp.as_job('alphaagent');
select studio.submitting(pg_temp.step('stop', 1, 1), 'local'), studio.submitted(pg_temp.step('stop', 1, 1), 'ref-3', null, 5);
select t.come('alphaagent', 'alpha');
select studio.cancel(t.id('stop'));
reset role;
select is((select status || error_code from runs where id = t.id('stop')) || ' ' || pg_temp.held(), 'cancelledcancelled 90/0', 'cancelled: nothing is held any more');
select t.come('alphaagent', 'alpha');
select is(t.detail($$select studio.cancel(t.id('stop'))$$) ->> 'reason', 'ended', 'once');
select pg_temp.as_job('alphaagent');
select is((select array_agg(provider_ref) from studio.next(t.id('stop'), (select job_id from projects where id = t.id('stop')), 'local')), '{ref-3}', 'its service is still to be told');
select studio.cancel_told(pg_temp.step('stop', 1, 1));
select is(t.count($$select 1 from studio.next(t.id('stop'), (select job_id from projects where id = t.id('stop')), 'local')$$), 0::bigint, '… once');
select is(studio.step_done(pg_temp.step('stop', 1, 1), pg_temp.result(), null, null), false, 'what comes all the same is nobody''s');
reset role;
select is(t.count($$select 1 from media_items where project_id = t.id('stop')$$), 0::bigint, '… and makes no result');
select is(t.count($$select 1 from internal.orphaned_files f join ai_jobs j on f.storage_key = j.result_key where j.id = pg_temp.step('stop', 1, 1)$$), 1::bigint, '… and its file goes');

-- a step that is cancelled while its copy is on its way into the store
select t.come('alphaagent', 'alpha');
select pg_temp.ask('alphaagent', 'copied');
select pg_temp.as_job('alphaagent');
select count(*) from studio.next(t.id('copied'), (select job_id from projects where id = t.id('copied')), 'local');
select t.come('alphaagent', 'alpha');
select studio.cancel(t.id('copied'));
reset role;
select is(t.count($$select 1 from internal.orphaned_files f join ai_jobs j on f.storage_key in (j.input_key, j.result_key) where j.id = pg_temp.step('copied', 1)$$), 2::bigint, 'whatever was being written goes with the step');
set local role stagefy_definer;
delete from internal.orphaned_files;
select pg_temp.as_job('alphaagent');
select is(studio.submitting(pg_temp.step('copied', 1), 'local'), false, 'and it is not sent any more');
reset role;
select is(t.count($$select 1 from internal.orphaned_files f join ai_jobs j on f.storage_key = j.input_key where j.id = pg_temp.step('copied', 1)$$), 1::bigint, 'a copy that came later goes too');

-- a job that is no more
select t.come('alphaagent', 'alpha');
select pg_temp.ask('alphaagent', 'dies');
select pg_temp.as_job('alphaagent');
select studio.submitting(pg_temp.step('dies', 1), 'local');
reset role;
set local role stagefy_definer;
select internal.end_jobs(array[(select job_id from projects where id = t.id('dies'))], '{failed}', array[null::jsonb], array['{"code": "worker-lost"}'::jsonb]);
reset role;
select results_eq($$select status, error_code from runs where id = t.id('dies')$$, $$values ('failed', 'answer_lost')$$, 'a job that failed for good takes its project along');
select is(pg_temp.holds('dies') || ' ' || pg_temp.held(), 's1v1 released 3, s2v1 released 6 90/0', 'and leaves nothing held');

-- taking a result, another one, and going back
create function pg_temp.gallery() returns uuid[] language sql as $$
    select array_agg(m.id order by m.position, m.id) from public.media_items m where m.agency_id = t.id('alpha') and m.property_id = t.id('palphaagent') and media.counts(m)
$$;
create function pg_temp.front() returns text language sql as $$ select p.media_count || ' ' || coalesce(p.cover_media_id::text, 'none') from public.properties p where p.id = t.id('palphaagent') $$;
reset role;
select t.come('alphaagent', 'alpha');
select studio.accept(t.id('run'), pg_temp.step('run', 2));
reset role;
select is(pg_temp.gallery(), array[pg_temp.step('run', 2)], 'a result that is taken stands in its photo''s place');
select is(pg_temp.front(), '1 ' || pg_temp.step('run', 2), 'as the cover too');
select is((select position from media_items where id = pg_temp.step('run', 2)), 1, 'and where that stood');
select t.come('alphaagent', 'alpha');
select is(t.try($$select studio.accept(t.id('run'), pg_temp.step('run', 2))$$), '1', 'taken again, nothing happens');
select is(t.detail($$select studio.accept(t.id('run'), t.id('ialphaagent'))$$) ->> 'pointer', '/media_id', 'what is no result of it cannot be');
select is(t.detail($$select studio.reject(t.id('run'), pg_temp.step('run', 2))$$) ->> 'reason', 'accepted', 'and what stands there is not rejected');
select pg_temp.ask('alphaagent', 'more', 1, pg_temp.step('run', 2));
select pg_temp.as_job('alphaagent');
select studio.step_done(pg_temp.step('more', 1), pg_temp.result(), null, null), studio.step_done(pg_temp.step('more', 2), pg_temp.result(), null, null);
select studio.finish(t.id('more'), (select job_id from projects where id = t.id('more')));
select t.come('alphaagent', 'alpha');
select studio.accept(t.id('more'), pg_temp.step('more', 2));
reset role;
select is((select original_id from media_items where id = pg_temp.step('more', 2)), t.id('ialphaagent'), 'of a result of a result the original is the first photo');
select is(pg_temp.gallery(), array[pg_temp.step('more', 2)], 'and one stands there');
select t.come('alphaagent2', 'alpha');
select is(t.try($$select studio.restore_original(pg_temp.step('more', 2))$$), 'SF403', 'whoever may not write the property does not bring anything back');
reset role;
set local role stagefy_definer;
update media_items set position = 7 where id = pg_temp.step('more', 2);
reset role;
select t.come('alphaagent', 'alpha');
select is(studio.restore_original(pg_temp.step('more', 2)), t.id('ialphaagent'), 'the original comes back');
reset role;
select is((select position from media_items where id = t.id('ialphaagent')), 7, '… where what stood in front of it had been put');
select is(pg_temp.gallery()::text || pg_temp.front(), format('{%s}1 %1$s', t.id('ialphaagent')), 'in its place, as the cover, alone');
select is(t.count($$select 1 from media_items where project_id in (t.id('run'), t.id('more')) and (review <> 'pending' or property_id is not null or replaced_by is not null and id <> pg_temp.step('run', 2))$$), 0::bigint, 'and results wait as before');
select t.come('alphaagent', 'alpha');
select is(t.detail($$select studio.restore_original(t.id('ialphaagent'))$$) ->> 'reason', 'not_replaced', 'what is there cannot come back');

-- what goes out
reset role;
set local role stagefy_definer;
update media_items set variants = 2 where agency_id = t.id('alpha');
reset role;
select t.come('alphaagent', 'alpha');
select studio.accept(t.id('run'), pg_temp.step('run', 2));
reset role;
set local role stagefy_definer;
select app.set_context(t.id('alpha'), t.id('alphaagent'), 'agent', 'all', null, null);
select results_eq($$select f ->> 'name', f ->> 'key' = 'alpha/agent' from jsonb_array_elements(internal.message_files(array[pg_temp.step('run', 2)])) f$$,
                  $$values ('Objects digitally removed · Virtually renovated - a.jpg', false), ('Original - a.jpg', true)$$, 'an altered photo that is mailed is called so, and its original goes along');
select is(jsonb_array_length(internal.message_files(array[pg_temp.step('run', 2), t.id('ialphaagent')])), 2, '… once');
select t.go();
select results_eq($$select altered, alterations, label, original_file from estate.shared_photos(sha256('alphaagent'), 'fr')$$,
                  $$values (true, '{DeclutteredItemRemoved,VirtualRenovation}'::text[], 'Objets retirés numériquement · Rénovation simulée', 'local alpha/agent')$$, 'an altered photo goes out with its label and its original');
select is((select label from estate.shared_photos(sha256('alphaagent'), 'de')), 'Gegenstände digital entfernt · Virtuell renoviert', 'in the reader''s language');
select is((select bool_or(altered) from estate.shared_photos(sha256('alphaadmin'))), false, 'one that nobody altered without');
reset role;
set local role stagefy_definer;
update media_items set missing_since = now() where id = t.id('ialphaagent');
select t.go();
select is(t.count($$select 1 from estate.shared_photos(sha256('alphaagent'))$$), 0::bigint, 'whose original is missing does not go out');
reset role;
set local role stagefy_definer;
update media_items set missing_since = null, deleted_at = now() where id = t.id('ialphaagent');
select t.go();
select is(t.count($$select 1 from estate.shared_photos(sha256('alphaagent'))$$), 0::bigint, 'nor does one whose original was deleted');
reset role;
set local role stagefy_definer;
update media_items set deleted_at = null, is_altered = true, alterations = '{OtherMediaModification}' where id = t.id('ialphaagent');
select t.go();
select is(t.count($$select 1 from estate.shared_photos(sha256('alphaagent'))$$), 0::bigint, 'nor one whose original was altered itself');
reset role;
select is((select string_agg(p.oid::regprocedure::text, ', ') from pg_proc p where p.prosrc ~ 'storage_key' and p.prosrc ~ 'live_share' and p.prosrc !~ 'media\.disclosed'), null, 'no function for strangers gives out a file past media.disclosed');
set local role stagefy_definer;
select is(t.try($$update media_items set is_altered = true, alterations = '{}' where id = t.id('ialphaadmin')$$), '23514', 'what is altered says how');

-- files of the studio in the nightly comparison
reset role;
select t.come('alphaadmin', 'alpha');
select pg_temp.ask('alphaadmin', 'files');
reset role;
create function pg_temp.swept() returns bigint language sql as $$
    select count(*) from (select media.sweep_note(t.id('alpha'), 'local', '{}', '{}', '{}', (select array_agg(k) from (select unnest(array[result_key, input_key]) from ai_jobs where project_id = t.id('files') and step = 1) s (k)), 30)) x
$$;
select pg_temp.swept();
select is(t.count($$select 1 from internal.stray_files where agency_id = t.id('alpha')$$), 0::bigint, 'files of a run that is under way are no strays');
select t.come('alphaadmin', 'alpha');
select studio.cancel(t.id('files'));
reset role;
select pg_temp.swept();
select is(t.count($$select 1 from internal.stray_files where agency_id = t.id('alpha')$$), 2::bigint, 'once it has ended without them they are');

-- templates
select t.come('betaagent', 'beta');
select is(t.count($$select 1 from templates where id = t.id('halphaagent')$$), 0::bigint, 'a template is its agency''s');
reset role;
set local role stagefy_definer;
update templates set is_public = true where id = t.id('halphaagent');
reset role;
select t.come('betaagent', 'beta');
select is(t.count($$select 1 from templates where id = t.id('halphaagent')$$) || t.try($$update templates set name = 'x' where id = t.id('halphaagent')$$), '10', 'one that is public is everybody''s to read, and not to change');
select is(t.detail($$insert into templates (name, prompt_template, variables) values ('x', 'a {{b}} {{c}}', '[{"name": "b"}]')$$) #>> '{params,name}', 'c', 'a prompt names its own variables alone');
-- a list of them is found by two indexes: those of the agency, and the public ones
reset role;
create function t.plan(p_query text) returns text language plpgsql as $$
declare
    plan json;
begin
    execute 'explain (format json) ' || p_query into plan;
    return plan::text;
end
$$;
select t.come('betaagent', 'beta');
set local enable_seqscan = off;
set local enable_indexscan = off;
select matches(t.plan('select id from templates where deleted_at is null order by created_at desc, id desc limit 51'), 'BitmapOr.*idx_templates_public.*agency_id = ', 'public ones are read beside one''s own, and no others');
select * from finish();
rollback;

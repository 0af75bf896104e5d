-- SPDX-License-Identifier: Apache-2.0
-- What the job studio.run knows and says of a project, step by step. Nothing is sent to a service unless 'submitting' was committed before;
-- what is 'submitting' afterwards is looked for there, and never sent again. src/studio/README.md tells the whole.
begin;

set role stagefy_definer;

-- Contract: what p_job has to do for the caller's project: the step that each variant is at, and cancelled ones whose service does not know
-- yet. due_s: seconds until it is to be looked at, 0 or less: now. sources: "provider key" of what it is made of, in order; NULL: a photo is
-- gone. words: RESO's, for the file; altered: whether it will show what is not there. No row: all is done, studio.finish is next. A job that is
-- not the project's any more is told of cancelled ones alone. p_store is where whoever asks puts files: noted before there are any, so that
-- they are found whatever becomes of the step.
create function studio.next(p_project uuid, p_job uuid, p_store text)
returns table (id uuid, variant int, step int, tool text, service text, model text, status text, provider_ref text, output_url text, input jsonb, tries int,
               polls int, waited_s double precision, due_s double precision, input_key text, result_key text, sources text[], words text[], altered boolean,
               type text, steps int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    project public.projects;
begin
    select p.* into project from public.projects p where p.agency_id = app.agency_id() and p.id = p_project for update;
    if project.job_id = p_job and project.status = 'pending' then
        update public.projects p set status = 'processing', step = project.recipe -> 0 ->> 'tool' where p.agency_id = project.agency_id and p.id = project.id;
    end if;
    update public.ai_jobs j set store = p_store
    where j.agency_id = project.agency_id and j.project_id = project.id and project.job_id = p_job and j.status = 'pending' and j.store is null
      and not exists (select from public.ai_jobs e where e.agency_id = j.agency_id and e.project_id = j.project_id and e.variant = j.variant
                                                     and e.step < j.step and e.status in ('pending', 'submitting', 'submitted'));
    return query
    select j.id, j.variant, j.step, j.tool, j.service::text, j.model, j.status::text, j.provider_ref, j.output_url, j.input, j.tries, j.polls,
           extract(epoch from app.now() - j.submitted_at)::double precision, extract(epoch from j.next_at - app.now())::double precision,
           j.input_key, j.result_key, s.files, w.words, w.altered, project.type::text, jsonb_array_length(project.recipe)
    from public.ai_jobs j
    cross join lateral (
        select case when j.step > 1
                    then (select array[(e.result ->> 'provider') || ' ' || e.result_key] from public.ai_jobs e
                          where e.agency_id = j.agency_id and e.project_id = j.project_id and e.variant = j.variant and e.step = j.step - 1 and e.status = 'completed')
                    else (select case when count(m.id) = cardinality(project.media_ids) then array_agg(m.provider || ' ' || m.storage_key order by f.n) end
                          from unnest(project.media_ids) with ordinality f (id, n)
                          left join public.media_items m on m.agency_id = j.agency_id and m.id = f.id and m.deleted_at is null and m.status = 'ready'
                                                         and m.missing_since is null) end as files) s
    cross join lateral (
        select array(select distinct x from (
                   select unnest(m.alterations) from public.media_items m where m.agency_id = j.agency_id and m.id = any (project.media_ids)
                   union all
                   select t.alteration::text from jsonb_array_elements(project.recipe) with ordinality r (e, n) join public.studio_tools t on t.name = r.e ->> 'tool'
                   where r.n <= j.step and t.alteration is not null) y (x) order by x) as words,
               exists (select from public.media_items m where m.agency_id = j.agency_id and m.id = any (project.media_ids) and m.is_altered)
               or exists (select from jsonb_array_elements(project.recipe) with ordinality r (e, n) join public.studio_tools t on t.name = r.e ->> 'tool'
                          where r.n <= j.step and t.alters) as altered) w
    where j.agency_id = project.agency_id and j.project_id = project.id
      and (project.job_id = p_job and j.status in ('pending', 'submitting', 'submitted')
           and not exists (select from public.ai_jobs e where e.agency_id = j.agency_id and e.project_id = j.project_id and e.variant = j.variant
                                                          and e.step < j.step and e.status in ('pending', 'submitting', 'submitted'))
           or j.status in ('cancelled', 'failed') and j.provider_ref is not null and not j.cancel_told and j.error_code in ('cancelled', 'timed_out'))
    order by j.variant, j.step;
end
$$;

-- The step p_id of the caller's agency, locked; its id is NULL when it is none of p_statuses any more.
create function internal.running_step(p_id uuid, variadic p_statuses text[]) returns public.ai_jobs
language plpgsql volatile as $$
declare
    step public.ai_jobs;
begin
    perform 1 from public.projects p join public.ai_jobs j on j.agency_id = p.agency_id and j.project_id = p.id
    where j.agency_id = app.agency_id() and j.id = p_id for update of p;
    select j.* into step from public.ai_jobs j where j.agency_id = app.agency_id() and j.id = p_id and j.status = any (p_statuses) for update;
    return step;
end
$$;

-- Contract: p_id is about to be sent to its service. Answers whether it still is to be; if not, its copy goes.
create function studio.submitting(p_id uuid, p_store text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    step public.ai_jobs := internal.running_step(p_id, 'pending');
begin
    update public.ai_jobs j set status = 'submitting', store = p_store, tries = j.tries + 1, submitted_at = app.now(), next_at = app.now()
    where j.agency_id = step.agency_id and j.id = step.id;
    if not found then
        perform internal.drop_studio_file(j.input_key, p_store) from public.ai_jobs j
        where j.agency_id = app.agency_id() and j.id = p_id and j.status in ('failed', 'cancelled');
        return false;
    end if;
    return true;
end
$$;

-- Contract: its service has p_id, under p_ref, or its answer is at p_url; it is to be looked at again in p_again_s. Of one that was
-- cancelled meanwhile p_ref is kept, so that its service can be told.
create function studio.submitted(p_id uuid, p_ref text, p_url text, p_again_s double precision) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    step public.ai_jobs := internal.running_step(p_id, 'submitting', 'submitted', 'cancelled');
begin
    update public.ai_jobs j
    set status = case j.status when 'cancelled' then 'cancelled' else 'submitted' end, provider_ref = coalesce(j.provider_ref, p_ref),
        output_url = coalesce(p_url, j.output_url), polls = j.polls + 1, next_at = app.now() + make_interval(secs => p_again_s)
    where j.agency_id = step.agency_id and j.id = step.id;
    return step.status <> 'cancelled';
end
$$;

-- Contract: p_id was certainly neither done nor paid: it is sent anew in p_again_s.
create function studio.again(p_id uuid, p_code text, p_message text, p_again_s double precision) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    step public.ai_jobs := internal.running_step(p_id, 'submitting');
begin
    update public.ai_jobs j
    set status = 'pending', error_code = p_code, error_message = left(p_message, 1000), next_at = app.now() + make_interval(secs => p_again_s)
    where j.agency_id = step.agency_id and j.id = step.id;
end
$$;

-- Contract: what became of p_id is not known, and is asked again in p_again_s.
create function studio.unsure(p_id uuid, p_again_s double precision) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    step public.ai_jobs := internal.running_step(p_id, 'submitting', 'submitted');
begin
    update public.ai_jobs j set polls = j.polls + 1, next_at = app.now() + make_interval(secs => p_again_s)
    where j.agency_id = step.agency_id and j.id = step.id;
end
$$;

-- How far a project is: of all its steps those that have ended.
create function internal.note_progress(p_project public.projects, p_step text) returns void
language plpgsql volatile as $$
begin
    update public.projects p
    set step = p_step,
        progress = greatest(p.progress, (select least(99, 100 * count(*) filter (where j.status not in ('pending', 'submitting', 'submitted')) / greatest(count(*), 1))
                                         from public.ai_jobs j where j.agency_id = p.agency_id and j.project_id = p.id and j.status <> 'failed'))
    where p.agency_id = p_project.agency_id and p.id = p_project.id;
end
$$;

-- Contract: p_id is done: its result lies under its key. p_result: {provider, content_type, size, sha256, width, height}. Its credits are
-- spent; the last step of a variant makes its media item. Answers false when nobody waits for it any more: the file then goes.
create function studio.step_done(p_id uuid, p_result jsonb, p_latency_ms int, p_api_cost numeric) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    step public.ai_jobs := internal.running_step(p_id, 'pending', 'submitting', 'submitted');
    project public.projects;
    paid int := 0;
begin
    if step.id is null then
        perform internal.drop_studio_file(j.result_key, p_result ->> 'provider') from public.ai_jobs j
        where j.agency_id = app.agency_id() and j.id = p_id and j.status <> 'completed';
        return false;
    end if;
    if step.hold_id is not null and billing.capture(step.hold_id) then
        paid := (select h.amount from public.credit_holds h where h.agency_id = step.agency_id and h.id = step.hold_id);
    end if;
    update public.ai_jobs j
    set status = 'completed', completed_at = app.now(), result = p_result,
        latency_ms = coalesce(p_latency_ms, extract(epoch from app.now() - step.submitted_at) * 1000), api_cost = p_api_cost, credit_cost = paid,
        error_code = null, error_message = null
    where j.agency_id = step.agency_id and j.id = step.id returning * into step;
    if step.service <> 'local' then
        perform internal.drop_studio_file(step.input_key, step.store);
    end if;
    select p.* into project from public.projects p where p.agency_id = step.agency_id and p.id = step.project_id;
    if step.step = jsonb_array_length(project.recipe) then
        perform internal.make_result(project, step);
    end if;
    perform internal.note_progress(project, step.tool);
    return true;
end
$$;

-- Contract: p_id has failed for good: its credits come back, and with it ends its variant. p_store: where its files may lie.
create function studio.step_failed(p_id uuid, p_code text, p_message text, p_latency_ms int, p_store text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    step public.ai_jobs := internal.running_step(p_id, 'pending', 'submitting', 'submitted');
    project public.projects;
begin
    if step.id is null then
        return;
    end if;
    update public.ai_jobs j
    set status = 'failed', completed_at = app.now(), error_code = p_code, error_message = left(p_message, 1000),
        latency_ms = coalesce(p_latency_ms, extract(epoch from app.now() - step.submitted_at) * 1000)
    where j.agency_id = step.agency_id and j.id = step.id;
    perform billing.release(step.hold_id) where step.hold_id is not null;
    perform internal.drop_studio_file(step.input_key, coalesce(step.store, p_store)), internal.drop_studio_file(step.result_key, coalesce(step.store, p_store));
    select p.* into project from public.projects p where p.agency_id = step.agency_id and p.id = step.project_id;
    perform internal.stop_steps(project, step.variant, 'cancelled', 'cancelled');
    perform internal.note_progress(project, step.tool);
end
$$;

-- Contract: the service of p_id was told that nobody waits for it.
create function studio.cancel_told(p_id uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.ai_jobs j set cancel_told = true where j.agency_id = app.agency_id() and j.id = p_id;
end
$$;

-- Contract: the last word of p_job, in the transaction that ends it: its project has ended, unless it had before or is another job's by now.
-- Holds that the job still has are released.
create function studio.finish(p_project uuid, p_job uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    project public.projects;
begin
    select p.* into project from public.projects p where p.agency_id = app.agency_id() and p.id = p_project for update;
    if project.job_id = p_job and project.status in ('pending', 'processing') then
        perform internal.end_project(project);
    end if;
    perform billing.release(h.id)
    from (select h.id from public.credit_holds h where h.agency_id = app.agency_id() and h.job_id = p_job and h.state = 'held' order by h.id) h;
end
$$;

-- Contract: its service says that there is no such model: nobody asks it again until a platform admin says otherwise.
create function studio.retire_model(p_provider text, p_model text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.studio_models m set retired_at = app.now() where m.provider = p_provider and m.model = p_model and m.retired_at is null;
end
$$;

-- Contract: for the job of a webhook, in no agency's context: a service says that p_ref, which is p_ai_job's, has changed. The project's job
-- looks at once; nothing else of what was said counts. A step whose answer was lost learns its name by this. Answers woken; ended: nobody
-- waits for it; unknown: there is no such step; other_ref: it is known to its service by another name.
create function studio.wake(p_ai_job uuid, p_ref text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    step public.ai_jobs;
    project public.projects;
begin
    select j.* into step from public.ai_jobs j where j.id = p_ai_job and j.service = 'replicate';
    if step.id is null then
        return 'unknown';
    end if;
    select p.* into project from public.projects p where p.agency_id = step.agency_id and p.id = step.project_id for update;
    select j.* into step from public.ai_jobs j where j.agency_id = step.agency_id and j.id = step.id for update;
    if step.provider_ref <> p_ref
       or step.provider_ref is null and exists (select from public.ai_jobs o where o.service = step.service and o.provider_ref = p_ref) then
        return 'other_ref';
    elsif step.status not in ('submitting', 'submitted') then
        return 'ended';
    end if;
    update public.ai_jobs j set status = 'submitted', provider_ref = p_ref, next_at = app.now() where j.agency_id = step.agency_id and j.id = step.id;
    perform internal.wake_project(project);
    return 'woken';
end
$$;

-- A job that was cancelled, or has failed for good, leaves no project behind that waits for it. What was sent and not answered is lost.
create function internal.end_studio_job() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    project public.projects;
begin
    select p.* into project from public.projects p
    where p.agency_id = new.agency_id and p.id = (new.payload ->> 'project_id')::uuid and p.job_id = new.id and p.status in ('pending', 'processing') for update;
    if project.id is null then
        return null;
    end if;
    perform internal.stop_steps(project, null, new.status, case new.status when 'cancelled' then 'cancelled' else 'answer_lost' end);
    perform internal.end_project(project, case new.status when 'cancelled' then 'cancelled' end);
    return null;
end
$$;
create trigger end_studio after insert on internal.jobs_ended
    for each row when (new.kind = 'studio.run' and new.status in ('cancelled', 'failed'))
    execute function internal.end_studio_job();

-- Contract: what the comparison of p_agency with that store found. p_lost and p_found: items whose file is not there, or there
-- again. p_derive: pictures whose variants are to be made, again if they were. p_strays: files that no row names; those of a
-- commit under way, and of a studio project, are passed over. Answers the keys of those that have been strays for p_days.
create or replace function media.sweep_note(p_agency uuid, p_store text, p_lost uuid[], p_found uuid[], p_derive uuid[], p_strays text[], p_days int)
returns setof text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.media_items m set missing_since = app.now()
    where m.agency_id = p_agency and m.id = any (p_lost) and m.missing_since is null;
    update public.media_items m set missing_since = null
    where m.agency_id = p_agency and m.id = any (p_found) and m.missing_since is not null;
    update public.media_items m set variants = null
    where m.agency_id = p_agency and m.id = any (p_derive) and m.variants is not null;
    perform work.enqueue_for(p_agency, 'media.derive', jsonb_build_object('media_id', d.id), d.id::text)
    from unnest(p_derive) d (id);
    delete from internal.stray_files f
    where f.agency_id = p_agency and f.store = p_store and f.storage_key <> all (p_strays);
    insert into internal.stray_files (agency_id, store, storage_key)
    select p_agency, p_store, s.key from unnest(p_strays) s (key)
    where not exists (select from internal.uploads u where u.agency_id = p_agency and media.stem(u.final_key) = media.stem(s.key))
      and not exists (select from public.media_items m where m.agency_id = p_agency and m.id = substr(s.key, 38, 36)::uuid
                                                         and media.stem(m.storage_key) = media.stem(s.key))
      and not exists (select from public.ai_jobs j join public.projects p on p.agency_id = j.agency_id and p.id = j.project_id
                      where j.agency_id = p_agency and j.id = substr(s.key, 38, 36)::uuid and media.stem(s.key) in (media.stem(j.result_key), media.stem(j.input_key))
                        and p.status in ('pending', 'processing') and j.status not in ('failed', 'cancelled'))
    on conflict do nothing;
    return query select f.storage_key from internal.stray_files f
    where f.agency_id = p_agency and f.store = p_store and f.found_at < app.now() - make_interval(days => p_days);
end
$$;

grant execute on function studio.next(uuid, uuid, text), studio.submitting(uuid, text), studio.submitted(uuid, text, text, double precision),
    studio.again(uuid, text, text, double precision), studio.unsure(uuid, double precision), studio.step_done(uuid, jsonb, int, numeric),
    studio.step_failed(uuid, text, text, int, text), studio.cancel_told(uuid), studio.finish(uuid, uuid), studio.retire_model(text, text),
    studio.wake(uuid, text) to stagefy_jobs;

reset role;

-- A job of the studio is about its project.
create or replace view public.jobs with (security_invoker = true) as
    select j.id, j.agency_id, j.kind, j.status, j.priority, j.progress, j.step, j.result, j.error, j.attempts, j.max_attempts,
           j.cancel_asked, j.correlation_id, j.enqueued_by, j.run_at, j.created_at, j.started_at, j.ended_at,
           case when j.payload ? 'media_id' then 'media_items' when j.payload ? 'mail_id' then 'mails'
                when j.payload ? 'delivery_id' then 'webhook_deliveries'
                when j.payload ? 'project_id' then 'projects' end as about_table,
           coalesce(j.payload ->> 'media_id', j.payload ->> 'mail_id', j.payload ->> 'delivery_id', j.payload ->> 'project_id')::uuid as about_id,
           coalesce((select m.property_id from public.media_items m
                     where m.agency_id = j.agency_id and m.id = (j.payload ->> 'media_id')::uuid),
                    (select p.property_id from public.projects p
                     where p.agency_id = j.agency_id and p.id = (j.payload ->> 'project_id')::uuid)) as property_id
    from internal.jobs j;

commit;

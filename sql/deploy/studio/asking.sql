-- SPDX-License-Identifier: Apache-2.0
-- What people do with the studio: ask for a run, cancel it, try again, take a result or not, go back to the original.
begin;

set role stagefy_definer;

-- Contract: whether p_tool's step is paid for, and how much: what runs here is free.
create function studio.step_price(p_tool text, p_provider text) returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return case when p_provider = 'local' then 0
                else billing.price((select t.cost_key from public.studio_tools t where t.name = p_tool)) end;
end
$$;

-- A name of p_id in the store that nobody can guess: "<agency>/<id>-<22 letters>.<extension>" (src/link/storage_key.h).
create function internal.studio_key(p_agency uuid, p_id uuid, p_extension text) returns text
language sql volatile as $$
    select p_agency || '/' || p_id || '-' || rtrim(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', '-_'), '=') || '.' || p_extension
$$;

-- One step of one variant, with its hold: p_step is {tool, options, provider, model, prompt, …} of the project's recipe.
create function internal.add_ai_job(p_project public.projects, p_variant int, p_number int, p_step jsonb, p_job uuid) returns int
language plpgsql volatile as $$
declare
    made uuid := app.uuid7();
    price int := studio.step_price(p_step ->> 'tool', p_step ->> 'provider');
    hold uuid;
begin
    if price > 0 then
        hold := billing.hold((select t.cost_key from public.studio_tools t where t.name = p_step ->> 'tool'), 1, p_job,
                             format('s%sv%s', p_number, p_variant), 'project ' || p_project.id,
                             jsonb_strip_nulls(jsonb_build_object('project_id', p_project.id, 'media_id', p_project.media_id,
                                                                  'property_id', p_project.property_id, 'tool', p_step ->> 'tool')));
    end if;
    insert into public.ai_jobs (id, agency_id, owner_id, project_id, variant, step, tool, service, model, input, input_key, result_key, hold_id)
    values (made, p_project.agency_id, p_project.owner_id, p_project.id, p_variant, p_number, p_step ->> 'tool', p_step ->> 'provider',
            p_step ->> 'model', jsonb_strip_nulls(p_step - 'provider' - 'model' - 'price'),
            internal.studio_key(p_project.agency_id, made, 'jpg'),
            internal.studio_key(p_project.agency_id, made, case p_project.type when 'video' then 'mp4' else 'jpg' end), hold);
    return price;
end
$$;

-- Every step of a recipe that is neither under way nor done, with its hold, for p_job. Answers what they cost.
create function internal.add_ai_jobs(p_project public.projects, p_job uuid) returns int
language plpgsql volatile as $$
begin
    return (
        select coalesce(sum(internal.add_ai_job(p_project, v.n, s.n::int, s.step, p_job)), 0)
        from generate_series(1, p_project.variants) v (n)
        cross join jsonb_array_elements(p_project.recipe) with ordinality s (step, n)
        where not exists (select from public.ai_jobs j where j.agency_id = p_project.agency_id and j.project_id = p_project.id and j.variant = v.n
                                                         and j.step = s.n and j.status not in ('failed', 'cancelled')));
end
$$;

-- The photos p_ids of the caller's agency: raises SF422 /media_ids/N for what is none that they may read.
create function internal.check_sources(p_ids uuid[]) returns void
language plpgsql stable as $$
declare
    wrong record;
begin
    select w.n, case when array_position(p_ids, w.id) < w.n then 'not_unique' when m.id is null then 'not_found' else 'not_ready' end as code into wrong
    from unnest(p_ids) with ordinality w (id, n)
    left join public.media_items m on m.agency_id = app.agency_id() and m.id = w.id and m.deleted_at is null and app.may_read(m.owner_id, m.shared_with)
    where array_position(p_ids, w.id) < w.n or m.id is null or m.type <> 'image' or m.status <> 'ready' or m.missing_since is not null
    order by w.n limit 1;
    if found then
        perform app.fail('SF422', case wrong.code when 'not_found' then 'does not exist' when 'not_unique' then 'is named twice' else 'is no photo that can be read' end,
                         jsonb_build_object('pointer', '/media_ids/' || wrong.n - 1, 'code', wrong.code));
    end if;
end
$$;

-- Contract: makes the projects p_ids of the caller, their jobs and their holds: all or none. p_request: {type, batch_id, media_ids, together
-- (one project of all photos; else one of each), variants, recipe: [{tool, options, provider, model, prompt, negative_prompt, settings,
-- timeout_s, api_cost}], name, property_id, template_id, input}. The recipe has been looked into (src/studio/recipe.c). Answers what is held
-- for them, and what can be spent now. Raises SF494 for all of it, SF422.
create function studio.begin(p_ids uuid[], p_request jsonb, out held int, out available int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    photos uuid[] := array(select e::uuid from jsonb_array_elements_text(p_request -> 'media_ids') with ordinality x (e, n) order by x.n);
    account public.credit_accounts;
    project public.projects;
    place uuid := (p_request ->> 'property_id')::uuid;
    template public.templates;
    job uuid;
begin
    perform internal.check_sources(photos);
    if place is not null and not exists (select from public.properties p where p.agency_id = app.agency_id() and p.id = place and p.deleted_at is null
                                                                          and app.may_read(p.owner_id, p.shared_with)) then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/property_id", "code": "not_found"}');
    end if;
    if exists (select from jsonb_array_elements(p_request -> 'recipe') s
               where not exists (select from public.studio_tools t where t.name = s ->> 'tool' and t.enabled and s ->> 'provider' = any (t.providers))) then
        raise exception 'the recipe % names what is no tool', p_request -> 'recipe';
    end if;
    account := internal.lock_account(app.agency_id());
    select coalesce(sum(studio.step_price(s ->> 'tool', s ->> 'provider')), 0) * coalesce((p_request ->> 'variants')::int, 1) * cardinality(p_ids) into held
    from jsonb_array_elements(p_request -> 'recipe') s;
    if account.balance - account.held < held then
        perform internal.refuse_spending(account, held);
    end if;
    if p_request ->> 'template_id' is not null then
        update public.templates t set usage_count = t.usage_count + 1
        where t.id = (p_request ->> 'template_id')::uuid and t.deleted_at is null
          and (t.is_public or t.agency_id = app.agency_id() and (app.reads_all() or t.owner_id = app.user_id()))
        returning * into template;
        if template.id is null then
            perform app.fail('SF422', 'does not exist', '{"pointer": "/template_id", "code": "not_found"}');
        end if;
    end if;
    for n in 1 .. cardinality(p_ids) loop
        job := work.enqueue('studio.run', jsonb_build_object('project_id', p_ids[n]), 'project ' || p_ids[n]);
        insert into public.projects (id, agency_id, owner_id, batch_id, name, type, property_id, template_id, template_agency_id, media_id, media_ids,
                                     recipe, variants, input_data, job_id)
        select p_ids[n], app.agency_id(), app.user_id(), (p_request ->> 'batch_id')::uuid,
               left(coalesce(p_request ->> 'name', nullif(btrim(m.title), ''), m.file_name), 200), p_request ->> 'type', coalesce(place, m.property_id),
               template.id, template.agency_id, m.id, case when (p_request ->> 'together')::boolean then photos else array[m.id] end,
               p_request -> 'recipe', coalesce((p_request ->> 'variants')::int, 1), coalesce(p_request -> 'input', '{}'), job
        from public.media_items m where m.agency_id = app.agency_id() and m.id = photos[n]
        returning * into strict project;
        update public.projects p set price = internal.add_ai_jobs(project, job) where p.agency_id = project.agency_id and p.id = project.id;
    end loop;
    select a.balance - a.held into available from public.credit_accounts a where a.agency_id = app.agency_id();
end
$$;

-- The caller's project p_id, locked: raises SF404 when they may not read it, SF403 when they may not write it.
create function internal.own_project(p_id uuid) returns public.projects
language plpgsql volatile as $$
declare
    project public.projects;
begin
    select p.* into project from public.projects p
    where p.agency_id = app.agency_id() and p.id = p_id and p.deleted_at is null and app.may_read(p.owner_id, null) for update;
    if project.id is null then
        perform app.fail('SF404', 'no such project');
    elsif not app.may_write(project.owner_id, null) then
        perform app.fail('SF403', 'you may read this project, but not change it',
                         jsonb_build_object('needs', 'owner of the record, or admin', 'owner_id', project.owner_id));
    end if;
    return project;
end
$$;

-- The job of a project looks at it now, if it sleeps.
create function internal.wake_project(p_project public.projects) returns void
language plpgsql volatile as $$
begin
    update internal.jobs_live j set run_at = app.now() where j.id = p_project.job_id and j.status = 'pending' and j.turn is null;
end
$$;

-- A file of the studio's that nothing needs any more.
create function internal.drop_studio_file(p_key text, p_store text) returns void
language plpgsql volatile as $$
begin
    insert into internal.orphaned_files (storage_key, provider) select p_key, p_store where p_key is not null and p_store is not null
    on conflict (storage_key) do nothing;
end
$$;

-- What is not done of a project (of p_variant alone, unless that is NULL) is done no more: holds are released, copies for services go.
create function internal.stop_steps(p_project public.projects, p_variant int, p_status text, p_code text) returns void
language plpgsql volatile as $$
declare
    step public.ai_jobs;
begin
    for step in select j.* from public.ai_jobs j
                where j.agency_id = p_project.agency_id and j.project_id = p_project.id and (p_variant is null or j.variant = p_variant)
                  and j.status in ('pending', 'submitting', 'submitted') order by j.variant, j.step for update loop
        update public.ai_jobs j
        set status = case when step.status = 'pending' then 'cancelled' else p_status end,
            error_code = case when step.status = 'pending' then 'cancelled' else p_code end, completed_at = app.now()
        where j.agency_id = step.agency_id and j.id = step.id;
        perform internal.settle_hold(step.agency_id, step.hold_id, 'released') where step.hold_id is not null;
        perform internal.drop_studio_file(step.input_key, step.store), internal.drop_studio_file(step.result_key, step.store);
    end loop;
end
$$;

-- The media item of what p_step came to, as the result of its variant. Its id is the step's, so that there is one of each.
create function internal.make_result(p_project public.projects, p_step public.ai_jobs, p_review text default 'pending') returns void
language plpgsql volatile as $$
declare
    source public.media_items;
    done jsonb;
    words text[];
    alters boolean;
begin
    select m.* into source from public.media_items m where m.agency_id = p_project.agency_id and m.id = any (p_project.media_ids)
    order by m.is_altered desc, array_position(p_project.media_ids, m.id) limit 1;
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('tool', j.tool, 'options', j.input -> 'options', 'provider', j.service, 'model', j.model,
                                                          'prompt', j.input -> 'prompt')) order by j.step),
           array_agg(distinct t.alteration::text) filter (where t.alteration is not null), coalesce(bool_or(t.alters), false)
    into done, words, alters
    from public.ai_jobs j join public.studio_tools t on t.name = j.tool
    where j.agency_id = p_project.agency_id and j.project_id = p_project.id and j.variant = p_step.variant and j.step <= p_step.step and j.status = 'completed';
    insert into public.media_items (id, agency_id, owner_id, type, file_name, storage_key, provider, content_type, size, sha256, width, height, taken_at,
                                    title, description, tags, project_id, credits_used, status, review, original_id, alterations, is_altered, provenance)
    select p_step.id, p_project.agency_id, p_project.owner_id, case p_project.type when 'video' then 'video' else 'image' end,
           left(regexp_replace(case p_project.type when 'video' then p_project.name else coalesce(source.file_name, p_project.name) end, '\.[A-Za-z0-9]{1,5}$', ''), 240)
           || case p_project.type when 'video' then '.mp4' else '.jpg' end,
           p_step.result_key, p_step.result ->> 'provider', p_step.result ->> 'content_type', (p_step.result ->> 'size')::bigint, p_step.result ->> 'sha256',
           (p_step.result ->> 'width')::int, (p_step.result ->> 'height')::int, source.taken_at, source.title, source.description,
           coalesce(source.tags, '{}'), p_project.id,
           (select coalesce(sum(j.credit_cost), 0) from public.ai_jobs j
            where j.agency_id = p_project.agency_id and j.project_id = p_project.id and j.variant = p_step.variant and j.status = 'completed'),
           'ready', p_review,
           case when p_project.type <> 'video' or coalesce(source.is_altered, false) then coalesce(source.original_id, source.id) end,
           array(select distinct w from unnest(coalesce(source.alterations, '{}') || coalesce(words, '{}')) w order by w),
           alters or coalesce(source.is_altered, false),
           jsonb_build_object('project_id', p_project.id, 'variant', p_step.variant, 'steps', coalesce(source.provenance -> 'steps', '[]') || coalesce(done, '[]'))
    on conflict (agency_id, id) do nothing;
    if found and p_project.type <> 'video' then
        perform work.enqueue_for(p_project.agency_id, 'media.derive', jsonb_build_object('media_id', p_step.id), p_step.id::text);
    end if;
end
$$;

-- The end of a project none of whose steps is under way: what came of it, its files that nobody needs, its holds; and, when it is the last
-- of its request, whoever asked is told.
create function internal.end_project(p_project public.projects, p_status text default null) returns void
language plpgsql volatile as $$
declare
    last_step int := jsonb_array_length(p_project.recipe);
    whole int := (select count(*) from public.ai_jobs j where j.agency_id = p_project.agency_id and j.project_id = p_project.id and j.step = last_step and j.status = 'completed');
    wrong record;
    step public.ai_jobs;
    others record;
begin
    perform internal.settle_hold(h.agency_id, h.id, 'released')
    from (select h.agency_id, h.id from public.credit_holds h where h.agency_id = p_project.agency_id and h.job_id = p_project.job_id and h.state = 'held' order by h.id) h;
    -- what a variant came to before it failed is a result too, once nothing better is there
    for step in select distinct on (j.variant) j.* from public.ai_jobs j
                where j.agency_id = p_project.agency_id and j.project_id = p_project.id and j.status = 'completed' order by j.variant, j.step desc loop
        perform internal.make_result(p_project, step);
        delete from public.media_items m using public.ai_jobs e
        where e.agency_id = step.agency_id and e.project_id = step.project_id and e.variant = step.variant and e.step < step.step
          and m.agency_id = e.agency_id and m.id = e.id and m.review <> 'accepted' and m.project_id = step.project_id
          and not exists (select from public.media_items x where x.agency_id = m.agency_id and x.replaced_by = m.id);
        perform internal.drop_studio_file(e.result_key, e.result ->> 'provider') from public.ai_jobs e
        where e.agency_id = step.agency_id and e.project_id = step.project_id and e.variant = step.variant and e.step < step.step and e.status = 'completed'
          and not exists (select from public.media_items m where m.agency_id = e.agency_id and m.id = e.id);
    end loop;
    select j.error_code, j.error_message into wrong from public.ai_jobs j
    where j.agency_id = p_project.agency_id and j.project_id = p_project.id and j.status = 'failed' order by j.completed_at desc, j.id desc limit 1;
    update public.projects p
    set status = coalesce(p_status, case when whole > 0 then 'completed' else 'failed' end), completed_at = app.now(), step = null,
        progress = case when whole > 0 and p_status is null then 100 else p.progress end,
        error_code = case when whole > 0 then null else coalesce(wrong.error_code, case p_status when 'cancelled' then 'cancelled' end) end,
        error_message = case when whole = 0 then wrong.error_message end,
        credit_cost = (select coalesce(sum(j.credit_cost), 0) from public.ai_jobs j where j.agency_id = p.agency_id and j.project_id = p.id),
        result_asset_ids = array(select m.id from public.media_items m where m.agency_id = p.agency_id and m.project_id = p.id and m.deleted_at is null order by m.id),
        output_data = jsonb_build_object('results', (
            select coalesce(jsonb_agg(jsonb_build_object('variant', j.variant, 'media_id', m.id, 'whole', j.step = last_step) order by j.variant, j.step), '[]')
            from public.media_items m join public.ai_jobs j on j.agency_id = m.agency_id and j.id = m.id
            where m.agency_id = p.agency_id and m.project_id = p.id and m.deleted_at is null))
    where p.agency_id = p_project.agency_id and p.id = p_project.id;
    if p_project.template_id is not null then
        update public.templates t
        set credits_used = t.credits_used + (select coalesce(sum(j.credit_cost), 0) from public.ai_jobs j where j.agency_id = p_project.agency_id and j.project_id = p_project.id) - p_project.credit_cost
        where t.agency_id = p_project.template_agency_id and t.id = p_project.template_id;
    end if;
    if p_status = 'cancelled' then
        return;
    end if;
    select count(*) filter (where p.status in ('pending', 'processing')) as open, count(*) filter (where p.status = 'completed') as good,
           count(*) filter (where p.status = 'failed') as bad into others
    from public.projects p where p.agency_id = p_project.agency_id and p.batch_id = p_project.batch_id;
    if others.open = 0 then
        perform notify.tell(p_project.agency_id, p_project.owner_id, case when others.good > 0 then 'project_done' else 'project_failed' end,
                            jsonb_build_object('name', p_project.name, 'done', others.good::text, 'failed', others.bad::text,
                                               'path', 'studio'), 'projects', p_project.id, p_project.batch_id::text, null);
    end if;
end
$$;

-- Contract: what is not done of the caller's project is done no more, and costs nothing; what is done stays. Raises as internal.own_project;
-- SF409 when it has ended.
create function studio.cancel(p_id uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    project public.projects := internal.own_project(p_id);
begin
    if project.status not in ('pending', 'processing') then
        perform app.fail('SF409', 'it has ended', '{"reason": "ended"}');
    end if;
    perform internal.stop_steps(project, null, 'cancelled', 'cancelled');
    perform internal.end_project(project, 'cancelled');
    -- it tells the services, and goes
    perform internal.wake_project(project);
end
$$;

-- Contract: the caller's project begins again with what did not finish, at the prices of now. Raises as internal.own_project; SF409 while
-- it runs and where nothing is left to be done; SF494.
create function studio.retry(p_id uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    project public.projects := internal.own_project(p_id);
    cost int;
begin
    if project.status in ('pending', 'processing') then
        perform app.fail('SF409', 'it is being worked on', '{"reason": "running"}');
    end if;
    project.job_id := work.enqueue('studio.run', jsonb_build_object('project_id', project.id), 'project again ' || project.id || ' ' || app.uuid7());
    cost := internal.add_ai_jobs(project, project.job_id);
    if not exists (select from public.ai_jobs j where j.agency_id = project.agency_id and j.project_id = project.id and j.status = 'pending') then
        perform app.fail('SF409', 'all of it is done', '{"reason": "done"}');
    end if;
    update public.projects p
    set status = 'pending', job_id = project.job_id, price = project.credit_cost + cost, error_code = null, error_message = null, completed_at = null
    where p.agency_id = project.agency_id and p.id = project.id;
end
$$;

-- p_to takes the place of p_from: gallery, position, cover; its owner is the gallery's.
create function internal.take_place(p_from public.media_items, p_to uuid) returns void
language plpgsql volatile as $$
declare
    covers boolean := exists (select from public.properties p where p.agency_id = p_from.agency_id and p.id = p_from.property_id and p.cover_media_id = p_from.id);
begin
    update public.media_items m set property_id = p_from.property_id, contact_id = p_from.contact_id, review = 'accepted'
    where m.agency_id = p_from.agency_id and m.id = p_to;
    update public.media_items m set position = p_from.position where m.agency_id = p_from.agency_id and m.id = p_to and m.property_id is not null;
    if covers then
        update public.properties p set cover_media_id = p_to
        where p.agency_id = p_from.agency_id and p.id = p_from.property_id
          and exists (select from public.media_items m where m.agency_id = p.agency_id and m.id = p_to and m.type = 'image' and media.counts(m));
    end if;
end
$$;

-- Whatever stands in front of p_item leaves, and p_item is back where that was. Answers whether something did.
create function internal.bring_back(p_item uuid) returns boolean
language plpgsql volatile as $$
declare
    item public.media_items;
    front public.media_items;
begin
    select m.* into item from public.media_items m where m.agency_id = app.agency_id() and m.id = p_item for update;
    if item.replaced_by is null then
        return false;
    end if;
    perform internal.bring_back(item.replaced_by);
    select m.* into front from public.media_items m where m.agency_id = item.agency_id and m.id = item.replaced_by for update;
    update public.media_items m set replaced_by = null where m.agency_id = item.agency_id and m.id = item.id;
    if front.deleted_at is null then
        perform internal.take_place(front, item.id);
        update public.media_items m set property_id = null, contact_id = null, position = null, review = 'pending'
        where m.agency_id = front.agency_id and m.id = front.id;
    end if;
    return true;
end
$$;

-- The photo that a result of p_project is to stand in for: raises SF409 when it is gone, SF403.
create function internal.replaced_source(p_project public.projects) returns public.media_items
language plpgsql volatile as $$
declare
    source public.media_items;
begin
    select m.* into source from public.media_items m
    where m.agency_id = p_project.agency_id and m.id = p_project.media_id and m.deleted_at is null for update;
    if source.id is null then
        perform app.fail('SF409', 'the photo that it was made of is gone', '{"reason": "original_gone"}');
    elsif not app.may_write(source.owner_id, source.editors) then
        perform app.fail('SF403', 'you may read this photo, but not put another in its place',
                         jsonb_build_object('needs', 'owner of the record, or admin', 'owner_id', source.owner_id));
    end if;
    return source;
end
$$;

-- Contract: p_media, a result of the caller's project p_id, takes the place of the photo that it was made of; another one that stood there
-- makes room, and can be taken again. Raises as internal.own_project; SF422 /media_id for what is no result; SF409 where the photo is gone;
-- SF403 where it is not the caller's to write.
create function studio.accept(p_id uuid, p_media uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    project public.projects := internal.own_project(p_id);
    result public.media_items;
    source public.media_items;
begin
    select m.* into result from public.media_items m
    where m.agency_id = project.agency_id and m.id = p_media and m.project_id = project.id and m.deleted_at is null and m.status = 'ready';
    if result.id is null then
        perform app.fail('SF422', 'is no result of this project', '{"pointer": "/media_id", "code": "not_found"}');
    elsif project.type = 'video' then
        update public.media_items m set review = 'accepted', property_id = project.property_id where m.agency_id = result.agency_id and m.id = result.id;
        return;
    end if;
    source := internal.replaced_source(project);
    if source.replaced_by = result.id then
        return;
    end if;
    perform internal.bring_back(source.id);
    select m.* into source from public.media_items m where m.agency_id = source.agency_id and m.id = source.id;
    perform internal.take_place(source, result.id);
    update public.media_items m set replaced_by = result.id where m.agency_id = source.agency_id and m.id = source.id;
    if exists (select from public.properties p where p.agency_id = source.agency_id and p.id = source.property_id and p.cover_media_id is null) then
        update public.properties p set cover_media_id = result.id where p.agency_id = source.agency_id and p.id = source.property_id;
    end if;
end
$$;

-- Contract: nobody wants p_media, a result of the caller's project p_id, or any of its results that nobody took (NULL). Raises as
-- studio.accept; SF409 for one that stands in a gallery: that is undone first.
create function studio.reject(p_id uuid, p_media uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    project public.projects := internal.own_project(p_id);
begin
    if p_media is not null and exists (select from public.media_items m where m.agency_id = project.agency_id and m.replaced_by = p_media) then
        perform app.fail('SF409', 'it stands in the place of its original', '{"reason": "accepted"}');
    end if;
    update public.media_items m set review = 'rejected'
    where m.agency_id = project.agency_id and m.project_id = project.id and m.deleted_at is null
      and (m.id = p_media or p_media is null and m.review = 'pending');
    if p_media is not null and not found then
        perform app.fail('SF422', 'is no result of this project', '{"pointer": "/media_id", "code": "not_found"}');
    end if;
end
$$;

-- Contract: the original of p_media, which stands in its place or behind it, is back there; what stood in front waits to be taken again.
-- Answers the original. Raises SF404; SF403 where it is not the caller's to write; SF409 where nothing stands in front of anything, or the
-- original is gone.
create function studio.restore_original(p_media uuid) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    item public.media_items;
    behind public.media_items;
begin
    select m.* into item from public.media_items m
    where m.agency_id = app.agency_id() and m.id = p_media and m.deleted_at is null and app.may_read(m.owner_id, m.shared_with);
    if item.id is null then
        perform app.fail('SF404', 'no such media item');
    elsif not app.may_write(item.owner_id, item.editors) then
        perform app.fail('SF403', 'you may read this photo, but not change it',
                         jsonb_build_object('needs', 'owner of the record, or admin', 'owner_id', item.owner_id));
    end if;
    loop
        select m.* into behind from public.media_items m where m.agency_id = item.agency_id and m.replaced_by = item.id;
        exit when behind.id is null;
        item := behind;
    end loop;
    if item.deleted_at is not null then
        perform app.fail('SF409', 'the photo that it was made of is gone', '{"reason": "original_gone"}');
    elsif not internal.bring_back(item.id) then
        perform app.fail('SF409', 'nothing stands in its place', '{"reason": "not_replaced"}');
    end if;
    return item.id;
end
$$;

grant execute on function studio.step_price(text, text), studio.begin(uuid[], jsonb), studio.cancel(uuid), studio.retry(uuid), studio.accept(uuid, uuid),
    studio.reject(uuid, uuid), studio.restore_original(uuid) to stagefy_api;

reset role;

call internal.add_notification_kinds('project_done', 'project_failed');

commit;

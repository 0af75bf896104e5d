-- SPDX-License-Identifier: Apache-2.0
-- Runs of the studio's tools: templates they can be asked by, a project for each, and a row for each call of a tool.
begin;

create domain public.project_type as text check (value in ('photo_edit', 'video', 'template'));
create domain public.project_status as text check (value in ('pending', 'processing', 'completed', 'failed', 'cancelled'));
create domain public.ai_job_status as text check (value in ('pending', 'submitting', 'submitted', 'completed', 'failed', 'cancelled'));
create domain public.ai_error as text check (value in (
    'refused', 'throttled', 'overloaded', 'timed_out', 'answer_lost', 'bad_answer', 'model_retired', 'not_configured', 'input_unusable',
    'output_unusable', 'provider_failed', 'cancelled', 'original_gone'));
create domain public.template_type as text check (value in ('listing_promo', 'instagram_reel', 'open_house', 'custom'));

create table public.templates (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    name text not null check (length(name) between 1 and 120),
    type public.template_type not null default 'custom',
    description text check (length(description) <= 2000),
    prompt_template text check (length(prompt_template) <= 4000),
    variables jsonb not null default '[]' check (jsonb_typeof(variables) = 'array' and length(variables::text) <= 16000),
    recipe jsonb not null default '[]' check (jsonb_typeof(recipe) = 'array' and length(recipe::text) <= 16000),
    settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object' and length(settings::text) <= 16000),
    credits_used int not null default 0 check (credits_used >= 0),
    usage_count int not null default 0 check (usage_count >= 0),
    is_public boolean not null default false,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint templates_external_ref_key unique (agency_id, external_ref),
    constraint templates_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id)
);
comment on column public.templates.prompt_template is 'what a service is told besides the tool''s own words; names in double braces stand for variables';
comment on column public.templates.variables is '[{name, label, default, choices}]';
comment on column public.templates.recipe is '[{tool, options}]: what is done, unless it is said when it is run';

create index templates_list on public.templates (agency_id, created_at desc, id desc);
create index templates_sync on public.templates (agency_id, updated_at, id);
create index idx_templates_user_id on public.templates (agency_id, owner_id, created_at desc, id desc);
create index idx_templates_type on public.templates (agency_id, type, created_at desc, id desc);
create index idx_templates_public on public.templates (created_at desc, id desc) where is_public;
-- asked without an agency: what is public is another's
create index templates_id on public.templates (id);

call internal.protect('public.templates');
create policy read on public.templates for select
    using (is_public and app.user_id() is not null or agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.templates is
    'whoever is signed in: those that are public, whichever agency made them; members: all under team visibility, else their own; admins and owners: all';
create policy add on public.templates for insert
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.templates is 'agents: for themselves; admins and owners: for anybody';
create policy change on public.templates for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.templates is 'agents: their own, which stay theirs; admins and owners: all of their agency''s';

grant select on public.templates to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, owner_id, external_ref, name, type, description, prompt_template, variables, recipe, settings, is_public)
    on public.templates to stagefy_api;
grant update (owner_id, external_ref, name, type, description, prompt_template, variables, recipe, settings, is_public, deleted_at)
    on public.templates to stagefy_api;

-- What a prompt names is among its variables. Its braces have been looked at (src/studio/prompt.c).
create function studio.check_template() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    strange text;
begin
    select min(m[1]) into strange from regexp_matches(coalesce(new.prompt_template, ''), '\{\{([a-z][a-z0-9_]*)\}\}', 'g') m
    where not exists (select from jsonb_array_elements(new.variables) v where v ->> 'name' = m[1]);
    if strange is not null then
        perform app.fail('SF422', format('names {{%s}}, which is none of its variables', strange),
                         jsonb_build_object('pointer', '/prompt_template', 'code', 'unknown_variable', 'params', jsonb_build_object('name', strange)));
    end if;
    return new;
end
$$;
create trigger check_names before insert or update of prompt_template, variables on public.templates
    for each row execute function studio.check_template();

create trigger touch before update on public.templates
    for each row execute function app.touch_row('credits_used', 'usage_count', 'deleted_at');
create trigger changes after insert or update or delete on public.templates
    for each row execute function internal.record_change('records');

create table public.projects (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    batch_id uuid not null default app.uuid7(),
    name text not null check (length(name) between 1 and 200),
    type public.project_type not null default 'photo_edit',
    status public.project_status not null default 'pending',
    property_id uuid,
    template_id uuid,
    template_agency_id uuid,
    media_id uuid,
    media_ids uuid[] not null check (cardinality(media_ids) between 1 and 50),
    recipe jsonb not null check (jsonb_typeof(recipe) = 'array'),
    variants int not null default 1 check (variants between 1 and 4),
    input_data jsonb not null default '{}',
    output_data jsonb not null default '{"results": []}',
    result_asset_ids uuid[] not null default '{}',
    price int not null default 0 check (price >= 0),
    credit_cost int not null default 0 check (credit_cost >= 0),
    progress int not null default 0 check (progress between 0 and 100),
    step text check (length(step) <= 60),
    error_code public.ai_error,
    error_message text check (length(error_message) <= 1000),
    job_id uuid,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    completed_at timestamptz,
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint projects_external_ref_key unique (agency_id, external_ref),
    constraint projects_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint projects_property_id_fkey foreign key (agency_id, property_id)
        references public.properties (agency_id, id) on delete set null (property_id),
    constraint projects_media_id_fkey foreign key (agency_id, media_id) references public.media_items (agency_id, id) on delete set null (media_id)
);
comment on column public.projects.batch_id is 'those of one request have it in common';
comment on column public.projects.template_id is 'no foreign key: it may be another agency''s, and outlives it';
comment on column public.projects.template_agency_id is 'whose that template is';
comment on column public.projects.price is 'what it takes when all of it succeeds';
comment on column public.projects.credit_cost is 'what it has taken';
comment on column public.projects.job_id is 'what is at it, or was last';

create index projects_list on public.projects (agency_id, created_at desc, id desc);
create index projects_sync on public.projects (agency_id, updated_at, id);
create index idx_projects_user_id on public.projects (agency_id, owner_id, created_at desc, id desc);
create index idx_projects_status on public.projects (agency_id, status, created_at desc, id desc) where deleted_at is null;
create index idx_projects_type on public.projects (agency_id, type, created_at desc, id desc) where deleted_at is null;
create index projects_property on public.projects (agency_id, property_id, created_at desc, id desc) where property_id is not null;
create index projects_media on public.projects (agency_id, media_id, created_at desc, id desc) where media_id is not null;
create index projects_template on public.projects (agency_id, template_id, created_at desc, id desc) where template_id is not null;
create index projects_batch on public.projects (agency_id, batch_id, created_at desc, id desc);

call internal.protect('public.projects');
create policy read on public.projects for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.projects is 'members: all under team visibility, else their own; admins and owners: all';
create policy change on public.projects for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.projects is 'agents: their own, to name and to put away; admins and owners: all. studio.begin makes them, the job moves them on';
grant select on public.projects to stagefy_api, stagefy_jobs, stagefy_read;
grant update (external_ref, name, deleted_at) on public.projects to stagefy_api;

create trigger touch before update on public.projects
    for each row execute function app.touch_row('status', 'property_id', 'media_id', 'output_data', 'result_asset_ids', 'price', 'credit_cost', 'progress',
        'step', 'error_code', 'error_message', 'job_id', 'completed_at', 'deleted_at');
create trigger changes after insert or update or delete on public.projects
    for each row execute function internal.record_change('records', 'recipe', 'input_data', 'output_data', 'error_message', 'job_id');

-- What is being worked on is cancelled before it is put away.
create function studio.check_put_away() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform app.fail('SF409', 'it is still being worked on: cancel it first', '{"reason": "running"}');
    return new;
end
$$;
create trigger put_away before update of deleted_at on public.projects
    for each row when (old.deleted_at is null and new.deleted_at is not null and old.status in ('pending', 'processing'))
    execute function studio.check_put_away();

create table public.ai_jobs (
    id uuid not null default app.uuid7(),
    agency_id uuid not null references public.agencies (id),
    owner_id uuid not null,
    project_id uuid not null,
    variant int not null check (variant between 1 and 4),
    step int not null check (step between 1 and 6),
    tool text not null,
    service public.ai_service not null,
    model text,
    input jsonb not null default '{}' check (jsonb_typeof(input) = 'object'),
    status public.ai_job_status not null default 'pending',
    provider_ref text check (length(provider_ref) between 1 and 300),
    output_url text check (length(output_url) <= 4000),
    input_key text not null,
    result_key text not null,
    store text,
    result jsonb,
    tries int not null default 0,
    polls int not null default 0,
    next_at timestamptz not null default app.now(),
    submitted_at timestamptz,
    cancel_told boolean not null default false,
    error_code public.ai_error,
    error_message text check (length(error_message) <= 1000),
    hold_id uuid,
    credit_cost int not null default 0 check (credit_cost >= 0),
    api_cost numeric(10, 4),
    latency_ms int,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    completed_at timestamptz,
    primary key (agency_id, id),
    constraint ai_jobs_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint ai_jobs_project_id_fkey foreign key (agency_id, project_id) references public.projects (agency_id, id) on delete cascade,
    constraint ai_jobs_hold_id_fkey foreign key (agency_id, hold_id) references public.credit_holds (agency_id, id) on delete set null (hold_id)
);
comment on column public.ai_jobs.status is
    'submitting: it may have been sent, and nobody knows what became of it; submitted: its service has it, and provider_ref or output_url says where';
comment on column public.ai_jobs.input_key is 'under which a copy for the service is put into the store';
comment on column public.ai_jobs.result_key is 'under which the result is: decided here, so that doing a step again writes over itself';
comment on column public.ai_jobs.result is '{provider, content_type, size, sha256, width, height} of that file; NULL: there is none';
comment on column public.ai_jobs.cancel_told is 'its service was told that nobody waits for it any more';

-- A step of a variant is under way, or done, once.
create unique index ai_jobs_step_key on public.ai_jobs (agency_id, project_id, variant, step) where status not in ('failed', 'cancelled');
create unique index ai_jobs_provider_ref_key on public.ai_jobs (agency_id, service, provider_ref) where provider_ref is not null;
create index ai_jobs_list on public.ai_jobs (agency_id, created_at desc, id desc);
create index ai_jobs_sync on public.ai_jobs (agency_id, updated_at, id);
create index idx_ai_jobs_user_id on public.ai_jobs (agency_id, owner_id, created_at desc, id desc);
create index idx_ai_jobs_service on public.ai_jobs (agency_id, service, created_at desc, id desc);
create index idx_ai_jobs_status on public.ai_jobs (agency_id, status, created_at desc, id desc);
create index ai_jobs_project on public.ai_jobs (agency_id, project_id, created_at desc, id desc);
create index ai_jobs_hold on public.ai_jobs (agency_id, hold_id) where hold_id is not null;
-- asked without an agency, by studio.wake alone: a webhook names no other
create index ai_jobs_id on public.ai_jobs (id) where service = 'replicate';

call internal.protect('public.ai_jobs');
create policy read on public.ai_jobs for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.ai_jobs is 'whoever may read the project; the job of the project alone writes';
grant select (id, agency_id, owner_id, project_id, variant, step, tool, service, model, input, status, tries, submitted_at, error_code, error_message,
              credit_cost, api_cost, latency_ms, version, created_at, updated_at, completed_at) on public.ai_jobs to stagefy_api, stagefy_jobs, stagefy_read;

create trigger touch before update on public.ai_jobs for each row execute function app.touch_row('store', 'next_at', 'polls', 'cancel_told', 'latency_ms');
create trigger changes after insert or update or delete on public.ai_jobs
    for each row execute function internal.record_change('records', 'input', 'provider_ref', 'output_url', 'input_key', 'result_key', 'store', 'result',
        'next_at', 'polls', 'cancel_told', 'hold_id');

set role stagefy_definer;

-- A project goes to another owner with what belongs to it.
create function studio.follow_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.ai_jobs j set owner_id = new.owner_id where j.agency_id = new.agency_id and j.project_id = new.id and j.owner_id <> new.owner_id;
    return null;
end
$$;
grant execute on function studio.follow_owner() to stagefy_owner;

reset role;

create trigger follow after update of owner_id on public.projects
    for each row when (old.owner_id <> new.owner_id) execute function studio.follow_owner();

commit;

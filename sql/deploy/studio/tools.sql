-- SPDX-License-Identifier: Apache-2.0
-- What the studio can do with photos, and by which services. Both are the platform's, as rows.
begin;

create schema studio;
grant usage on schema studio to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read, stagefy_owner;
grant create on schema studio to stagefy_definer;

-- RESO's MediaAlteration (Data Dictionary 2.0): what a listing has to say of a picture.
create domain public.media_alteration as text check (value in (
    'VirtualStagingItemAddition', 'DeclutteredItemRemoved', 'TwilightConversion', 'VirtualEnhancements', 'VirtualRenovation', 'OtherMediaModification'));
create domain public.ai_service as text check (value in ('local', 'replicate', 'qwen', 'nano_banana'));
create domain public.studio_input as text check (value in ('photo', 'brackets', 'photos'));

create table public.studio_tools (
    id uuid primary key default app.uuid7(),
    name text not null check (name ~ '^[a-z][a-z0-9_]{0,39}$'),
    position int not null default 0,
    input public.studio_input not null default 'photo',
    providers text[] not null check (cardinality(providers) > 0 and providers <@ '{local,replicate,qwen,nano_banana}'),
    cost_key text not null,
    alteration public.media_alteration,
    alters boolean not null,
    options jsonb not null default '{"type": "object", "properties": {}}' check (jsonb_typeof(options) = 'object'),
    prompt text check (length(prompt) <= 4000),
    negative_prompt text check (length(negative_prompt) <= 2000),
    enabled boolean not null default true,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    constraint studio_tools_name_key unique (name),
    constraint studio_tools_altered_check check (not alters or alteration is not null),
    constraint studio_tools_services_check check (providers = '{local}' or prompt is not null)
);
comment on column public.studio_tools.providers is 'who can do it, the one that is asked first in front';
comment on column public.studio_tools.alters is 'whether what the picture shows is no longer what is there: it then goes out with a label alone';
comment on column public.studio_tools.options is 'a JSON Schema of what the tool can be told, as far as src/studio/options.c knows it';
comment on column public.studio_tools.prompt is 'what a service is told, with options in double braces';

call internal.protect('public.studio_tools');
create policy read on public.studio_tools for select using (app.user_id() is not null);
comment on policy read on public.studio_tools is 'whoever is signed in: what can be bought is told before it is';
grant select on public.studio_tools to stagefy_api, stagefy_jobs, stagefy_read;
create trigger touch before update on public.studio_tools for each row execute function app.touch_row();
create trigger changes after insert or update or delete on public.studio_tools
    for each row execute function internal.record_change('settings');

create table public.studio_models (
    id uuid primary key default app.uuid7(),
    provider public.ai_service not null check (provider <> 'local'),
    model text not null check (length(model) between 1 and 200),
    tools text[] not null check (cardinality(tools) <= 40),
    rank int not null default 0 check (rank between -1000 and 1000),
    settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object' and length(settings::text) <= 4000),
    api_cost numeric(10, 4) check (api_cost >= 0),
    timeout_s int not null default 300 check (timeout_s between 5 and 3600),
    retired_at timestamptz,
    enabled boolean not null default true,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    constraint studio_models_model_key unique (provider, model)
);
comment on column public.studio_models.rank is 'of those that can do a tool the lowest is asked';
comment on column public.studio_models.api_cost is 'what a call costs us, where the answer does not say; in USD';
comment on column public.studio_models.retired_at is 'since when its service says that there is no such model';

call internal.protect('public.studio_models');
create policy read on public.studio_models for select using (app.user_id() is not null);
comment on policy read on public.studio_models is 'whoever is signed in: by what their photos are changed is no secret';
create policy add on public.studio_models for insert with check (app.role() = 'platform');
comment on policy add on public.studio_models is 'platform admins';
create policy change on public.studio_models for update using (app.role() = 'platform') with check (app.role() = 'platform');
comment on policy change on public.studio_models is 'platform admins; studio.retire_model writes when a service says that one is gone';
grant select on public.studio_models to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, provider, model, tools, rank, settings, api_cost, timeout_s, enabled) on public.studio_models to stagefy_api;
grant update (tools, rank, settings, api_cost, timeout_s, retired_at, enabled) on public.studio_models to stagefy_api;
create trigger touch before update on public.studio_models for each row execute function app.touch_row();
create trigger changes after insert or update or delete on public.studio_models
    for each row execute function internal.record_change('settings');

-- A model names tools that there are.
create function studio.check_model() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    strange text;
begin
    select string_agg(w.name, ', ') into strange from unnest(new.tools) w (name)
    where not exists (select from public.studio_tools t where t.name = w.name and new.provider = any (t.providers));
    if strange is not null then
        perform app.fail('SF422', 'is no tool of that service: ' || strange, jsonb_build_object('pointer', '/tools', 'code', 'not_found'));
    end if;
    return new;
end
$$;
create trigger check_tools before insert or update of tools, provider on public.studio_models
    for each row execute function studio.check_model();

do $$
declare
    sold record;
begin
    for sold in select * from (values
        ('enhance', 1), ('straighten', 0), ('white_balance', 0), ('hdr_merge', 0), ('blur_private', 0), ('upscale', 2), ('watermark', 0), ('caption_text', 1),
        ('declutter', 3), ('virtual_staging', 6), ('day_to_dusk', 4), ('sky_replace', 3), ('lawn_green', 2), ('renovate', 6), ('place_object', 4))
        s (name, price) loop
        perform billing.add_operation('studio.' || sold.name, 'AI_IMAGE_GENERATION', sold.price);
    end loop;
    perform billing.add_operation('studio.video', 'AI_VIDEO_GENERATION', 0);
end
$$;

set role stagefy_definer;

-- A tool without a price would be free by mistake.
create function studio.check_tool() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform billing.price(new.cost_key);
    return new;
end
$$;
grant execute on function studio.check_tool() to stagefy_owner;

reset role;

create trigger check_price before insert or update of cost_key on public.studio_tools
    for each row execute function studio.check_tool();

set role stagefy_definer;

with made as (
    insert into public.studio_tools (name, position, input, providers, cost_key, alteration, alters, options, prompt, negative_prompt)
    select t.name, row_number() over ()::int, t.input, t.providers, 'studio.' || t.name, t.alteration, t.alters,
           jsonb_build_object('type', 'object', 'properties', t.properties, 'required', t.required), t.prompt, t.negative
    from (values
        ('enhance', 'photo', '{local,nano_banana,qwen}'::text[], null, false, '{"strength": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.7}}'::jsonb, '[]'::jsonb,
         'Correct exposure, white balance and local contrast of this real-estate photo. Change nothing that it shows: no object, surface, view or colour of a thing.', null),
        ('straighten', 'photo', '{local}', null, false,
         '{"angle": {"type": "number", "minimum": -15, "maximum": 15}, "corners": {"type": "array", "items": "point", "minItems": 4, "maxItems": 4}}', '[]', null, null),
        ('white_balance', 'photo', '{local}', null, false,
         '{"auto": {"type": "boolean"}, "temperature": {"type": "number", "minimum": -1, "maximum": 1}, "tint": {"type": "number", "minimum": -1, "maximum": 1}}', '[]', null, null),
        ('hdr_merge', 'brackets', '{local}', null, false, '{}', '[]', null, null),
        ('blur_private', 'photo', '{local}', 'OtherMediaModification', false,
         '{"boxes": {"type": "array", "items": "box", "minItems": 1, "maxItems": 40}}', '["boxes"]', null, null),
        ('upscale', 'photo', '{local,replicate}', null, false, '{"factor": {"type": "integer", "minimum": 2, "maximum": 2, "default": 2}}', '[]',
         'Enlarge this photo faithfully. Invent nothing.', null),
        ('watermark', 'photo', '{local}', 'OtherMediaModification', false,
         '{"text": {"type": "string", "minLength": 1, "maxLength": 60}, "corner": {"type": "string", "enum": ["top_left", "top_right", "bottom_left", "bottom_right"], "default": "bottom_right"}}',
         '["text"]', null, null),
        ('caption_text', 'photo', '{local}', 'OtherMediaModification', false,
         '{"text": {"type": "string", "minLength": 1, "maxLength": 120}, "place": {"type": "string", "enum": ["top", "bottom"], "default": "bottom"}}', '["text"]', null, null),
        ('declutter', 'photo', '{nano_banana,qwen,replicate}', 'DeclutteredItemRemoved', true, '{"keep": {"type": "string", "maxLength": 200}}', '[]',
         'Remove clutter and personal belongings from this room: loose things on surfaces and on the floor. Keep furniture, walls, floors, windows, fixtures and the view exactly as they are. {{keep}}',
         'new furniture, changed walls, changed windows'),
        ('virtual_staging', 'photo', '{nano_banana,qwen,replicate}', 'VirtualStagingItemAddition', true,
         '{"room": {"type": "string", "enum": ["living_room", "bedroom", "dining_room", "kitchen", "home_office", "child_room", "bathroom", "terrace"]}, "style": {"type": "string", "enum": ["modern", "scandinavian", "classic", "industrial", "mid_century", "farmhouse", "minimal"]}}',
         '["room", "style"]',
         'Furnish this empty {{room}} in a {{style}} style with furniture that fits its size. Keep walls, floor, ceiling, windows, doors, fixtures, the view and the camera exactly as they are.',
         'changed walls, changed windows, people, text'),
        ('day_to_dusk', 'photo', '{nano_banana,qwen,replicate}', 'TwilightConversion', true, '{}', '[]',
         'Turn this daytime photo of a building into one at dusk, with a clear blue-hour sky and warm light in the windows. Keep the building, garden and surroundings exactly as they are.', 'people, new buildings'),
        ('sky_replace', 'photo', '{nano_banana,qwen,replicate}', 'VirtualEnhancements', true,
         '{"sky": {"type": "string", "enum": ["clear_blue", "light_clouds", "sunset"], "default": "light_clouds"}}', '[]',
         'Replace the sky of this photo by a {{sky}} sky, with light that fits the scene. Change nothing else.', 'changed building, changed trees'),
        ('lawn_green', 'photo', '{nano_banana,qwen,replicate}', 'VirtualEnhancements', true, '{}', '[]',
         'Make the lawn of this photo evenly green, as after rain. Keep its shape and its borders. Change nothing else.', 'new plants, new buildings'),
        ('renovate', 'photo', '{nano_banana,qwen,replicate}', 'VirtualRenovation', true,
         '{"what": {"type": "string", "minLength": 3, "maxLength": 300}}', '["what"]',
         'Show this room or building renovated: {{what}}. Keep the size, the layout, the windows, the view and the camera exactly as they are.', 'people, text'),
        ('place_object', 'photo', '{nano_banana,qwen,replicate}', 'VirtualStagingItemAddition', true,
         '{"what": {"type": "string", "minLength": 2, "maxLength": 200}, "x": {"type": "number", "minimum": 0, "maximum": 1}, "y": {"type": "number", "minimum": 0, "maximum": 1}}', '["what"]',
         'Place this object into the photo, in right size, perspective and light: {{what}}. Its middle is {{x}} of the width from the left and {{y}} of the height from the top. Change nothing else.', 'people, text'),
        ('video', 'photos', '{local}', null, false,
         '{"format": {"type": "string", "enum": ["16:9", "9:16", "1:1"]}, "seconds": {"type": "integer", "minimum": 2, "maximum": 6, "default": 4}, "title": {"type": "string", "maxLength": 80}, "captions": {"type": "array", "items": "caption", "maxItems": 40}}',
         '["format"]', null, null))
        t (name, input, providers, alteration, alters, properties, required, prompt, negative)
    returning 1)
select internal.expect_rows(count(*), 'the tools of the studio') from made;

with made as (
    insert into public.studio_models (provider, model, tools, rank, settings, api_cost, timeout_s)
    select m.provider, m.model, array(select t.name from public.studio_tools t where m.provider = any (t.providers) and (t.name = 'upscale') = m.upscales order by t.position),
           m.rank, m.settings, m.api_cost, m.timeout_s
    from (values ('nano_banana', 'gemini-3.1-flash-image', false, 10, '{"imageSize": "2K"}'::jsonb, 0.0670, 120),
                 ('nano_banana', 'gemini-3-pro-image', false, 20, '{"imageSize": "2K"}', 0.1340, 180),
                 ('qwen', 'qwen-image-2.0', false, 10, '{"parameters": {"prompt_extend": false}}', 0.0350, 300),
                 ('replicate', 'black-forest-labs/flux-kontext-pro', false, 10,
                  '{"image": "input_image", "input": {"aspect_ratio": "match_input_image", "output_format": "png", "safety_tolerance": 2}}', 0.0400, 600),
                 ('replicate', 'nightmareai/real-esrgan:f121d640bd286e1fdc67f9799164c1d5be36ff74576ee11c803ae5b465dd46aa', true, 10,
                  '{"image": "image", "prompt": null, "input": {"scale": 2, "face_enhance": false}}', 0.0020, 600))
        m (provider, model, upscales, rank, settings, api_cost, timeout_s)
    returning 1)
select internal.expect_rows(count(*), 'models of services') from made;

reset role;

commit;

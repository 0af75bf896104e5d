-- SPDX-License-Identifier: Apache-2.0
-- Pictures in small, made by the job media.derive once a picture is there.
begin;

create domain public.media_rejection as text
    check (value in ('wrong_type', 'broken', 'too_many_pixels', 'too_many_pages', 'too_much_memory', 'too_much_time'));

alter table public.media_items
    add column variants smallint check (variants > 0),
    add column placeholder text check (length(placeholder) <= 2000),
    add column rejection public.media_rejection;
comment on column public.media_items.variants is
    'the recipe by which the smaller forms beside the original were made (VARIANTS_RECIPE); NULL: there are none';
comment on column public.media_items.placeholder is 'a picture of a few pixels, as a data: address';
comment on column public.media_items.rejection is 'why a picture that was uploaded is not shown';

create or replace trigger touch before update on public.media_items
    for each row execute function app.touch_row('type', 'storage_key', 'provider', 'content_type', 'size', 'sha256', 'width',
                                                'height', 'position', 'credits_used', 'status', 'deleted_at', 'variants',
                                                'placeholder', 'rejection');

set role stagefy_definer;

-- Contract: second trip, once the file lies under its final key and C has looked into it: makes the media item and answers
-- its id; called again it answers the same id and changes nothing. p_status is 'ready' or 'rejected'. The type follows
-- from the content type found. A logo becomes the agency's; of a picture smaller ones are asked for. Raises SF404 for a key
-- that media.pending would not answer, and as target_owner, since the target may have changed meanwhile.
create or replace function media.commit_upload(p_key text, p_provider text, p_content_type text, p_size bigint, p_sha256 text,
    p_width int, p_height int, p_status text, p_note text, p_tags text[], p_taken_at timestamptz) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    upload internal.uploads;
    owner uuid;
begin
    select u.* into upload from internal.uploads u
    where u.agency_id = app.agency_id() and u.created_by = app.user_id() and u.storage_key = p_key
      and (u.media_id is not null or u.expires_at > app.now())
    for update;
    if not found then
        perform app.fail('SF404', 'no such upload');
    end if;
    if upload.media_id is not null then
        return upload.media_id;
    end if;
    owner := media.target_owner(upload.property_id, upload.contact_id);
    insert into public.media_items (id, agency_id, owner_id, type, file_name, storage_key, provider, content_type, size, sha256,
        width, height, taken_at, note, tags, property_id, contact_id, project_id, position, status)
    values (upload.id, upload.agency_id, owner,
            case when upload.purpose = 'template' then 'template' when p_content_type like 'image/%' then 'image'
                 when p_content_type like 'video/%' then 'video' else 'document' end,
            upload.file_name, upload.final_key, p_provider, p_content_type, p_size, p_sha256, p_width, p_height, p_taken_at,
            p_note, coalesce(p_tags, '{}'), upload.property_id, upload.contact_id, upload.project_id,
            media.next_position(upload.agency_id, upload.property_id), p_status);
    if p_status = 'ready' and p_content_type like 'image/%' and upload.purpose is distinct from 'template' then
        perform work.enqueue('media.derive', jsonb_build_object('media_id', upload.id), upload.id::text);
    end if;
    update internal.uploads u set media_id = u.id where u.agency_id = upload.agency_id and u.id = upload.id;
    if upload.purpose = 'logo' and p_status = 'ready' then
        update public.agencies a set logo_media_id = upload.id where a.id = upload.agency_id;
    end if;
    return upload.id;
end
$$;

-- Contract: for the job: what to make the variants of p_media of, in the agency of the context. No row: the picture is no
-- longer there, is not shown or has them already, by p_recipe.
create function media.to_derive(p_media uuid, p_recipe int) returns table (storage_key text, provider text, size bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select m.storage_key, m.provider::text, m.size from public.media_items m
    where m.agency_id = app.agency_id() and m.id = p_media and m.type = 'image' and m.status = 'ready'
      and coalesce(m.variants, 0) < p_recipe;
end
$$;

-- Contract: for the job: the variants of p_media lie beside its original.
create function media.derived(p_media uuid, p_recipe int, p_placeholder text, p_width int, p_height int) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.media_items m
    set variants = p_recipe, placeholder = p_placeholder, width = p_width, height = p_height
    where m.agency_id = app.agency_id() and m.id = p_media and m.status = 'ready';
end
$$;

-- Contract: for the job: p_media is no picture that can be shown. It leaves its gallery and keeps its file.
create function media.reject(p_media uuid, p_why text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.media_items m set status = 'rejected', rejection = p_why
    where m.agency_id = app.agency_id() and m.id = p_media and m.status = 'ready';
end
$$;

grant execute on function media.to_derive(uuid, int), media.derived(uuid, int, text, int, int), media.reject(uuid, text) to stagefy_jobs;

reset role;

commit;

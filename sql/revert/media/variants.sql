-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function media.to_derive(uuid, int), media.derived(uuid, int, text, int, int), media.reject(uuid, text);
-- Contract: second trip, once the file lies under its final key and C has looked into it: makes the media item and answers
-- its id; called again it answers the same id and changes nothing. p_status is 'ready' or 'rejected'. The type follows
-- from the content type found. A logo becomes the agency's. Raises SF404 for a key that media.pending would not answer,
-- and as target_owner, since the target may have changed meanwhile.
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
    update internal.uploads u set media_id = u.id where u.agency_id = upload.agency_id and u.id = upload.id;
    if upload.purpose = 'logo' and p_status = 'ready' then
        update public.agencies a set logo_media_id = upload.id where a.id = upload.agency_id;
    end if;
    return upload.id;
end
$$;
reset role;
create or replace trigger touch before update on public.media_items
    for each row execute function app.touch_row('type', 'storage_key', 'provider', 'content_type', 'size', 'sha256', 'width',
                                                'height', 'position', 'credits_used', 'status', 'deleted_at');
alter table public.media_items drop column variants, drop column placeholder, drop column rejection;
drop domain public.media_rejection;
commit;

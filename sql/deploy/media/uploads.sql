-- SPDX-License-Identifier: Apache-2.0
-- Two steps of an upload: presign notes what may come and where it belongs, commit makes the media item of what came.
begin;

-- id becomes the id of the media item, so that committing twice cannot make two.
create table internal.uploads (
    id uuid not null,
    agency_id uuid not null references public.agencies (id),
    owner_id uuid not null,
    storage_key text not null,
    final_key text not null,
    file_name text not null,
    content_type text not null,
    size bigint not null check (size > 0),
    sha256 text,
    property_id uuid,
    contact_id uuid,
    project_id uuid,
    purpose text check (purpose in ('avatar', 'logo', 'template')),
    created_by uuid not null,
    created_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    media_id uuid,
    primary key (agency_id, id),
    unique (agency_id, storage_key),
    foreign key (agency_id, media_id) references public.media_items (agency_id, id) on delete cascade
);
comment on column internal.uploads.owner_id is 'whose media item it will be: the owner of what it belongs to, else the uploader';
comment on column internal.uploads.media_id is 'NULL until committed, then id';
create index uploads_media on internal.uploads (agency_id, media_id) where media_id is not null;
create index uploads_expiry on internal.uploads (expires_at);
grant select, insert, update, delete on internal.uploads to stagefy_definer;

set role stagefy_definer;

-- Contract: notes the uploads that the caller has been given addresses for. p_files is a JSON array of {"id",
-- "storage_key", "final_key", "file_name", "content_type", "size", "sha256"?}; id is a UUIDv7 made by C and will be the
-- media item's. They belong to p_property, p_contact or p_project (at most one), serve p_purpose ('avatar', 'logo' for
-- admins and owners, 'template'), or neither: then they are the agency's. Answers how many. Raises as target_owner.
create function media.presign_upload(p_files jsonb, p_property uuid, p_contact uuid, p_project uuid, p_purpose text,
    p_seconds int) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    owner uuid;
    made int;
begin
    if num_nonnulls(p_property, p_contact, p_project, p_purpose) > 1 then
        perform app.fail('SF422', 'a file belongs to one thing', '{"pointer": "", "code": "excluded"}');
    elsif p_purpose = 'logo' and not coalesce(app.role() in ('admin', 'owner'), false) then
        perform app.fail('SF403', 'only an admin or an owner changes the logo', '{"needs": "admin"}');
    end if;
    owner := media.target_owner(p_property, p_contact);
    insert into internal.uploads (id, agency_id, owner_id, storage_key, final_key, file_name, content_type, size, sha256,
                                  property_id, contact_id, project_id, purpose, created_by, expires_at)
    select f.id, app.agency_id(), owner, f.storage_key, f.final_key, f.file_name, f.content_type, f.size, f.sha256,
           p_property, p_contact, p_project, p_purpose, app.user_id(), app.now() + make_interval(secs => p_seconds)
    from jsonb_to_recordset(p_files) as f (id uuid, storage_key text, final_key text, file_name text, content_type text,
                                           size bigint, sha256 text);
    get diagnostics made = row_count;
    return made;
end
$$;

-- Contract: first trip of a commit: what is known of the caller's own pending keys. A key that is missing from the answer
-- is unknown, another person's or has expired without being committed; media_id tells one that is committed already.
create function media.pending(p_keys text[])
returns table (id uuid, storage_key text, final_key text, file_name text, content_type text, size bigint, sha256 text,
               property_id uuid, contact_id uuid, project_id uuid, purpose text, expires_at timestamptz, media_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select u.id, u.storage_key, u.final_key, u.file_name, u.content_type, u.size, u.sha256, u.property_id, u.contact_id,
           u.project_id, u.purpose, u.expires_at, u.media_id
    from internal.uploads u
    where u.agency_id = app.agency_id() and u.created_by = app.user_id() and u.storage_key = any (p_keys)
      and (u.media_id is not null or u.expires_at > app.now());
end
$$;

-- Contract: second trip, once the file lies under its final key and C has looked into it: makes the media item and answers
-- its id; called again it answers the same id and changes nothing. p_status is 'ready' or 'rejected'. The type follows
-- from the content type found. A logo becomes the agency's. Raises SF404 for a key that media.pending would not answer,
-- and as target_owner, since the target may have changed meanwhile.
create function media.commit_upload(p_key text, p_provider text, p_content_type text, p_size bigint, p_sha256 text,
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

-- Contract: for stagefy_jobs and the operator's command: pending keys that expired an hour ago without a commit, at most
-- p_limit; the caller removes the files and then calls media.forget_uploads with the same keys.
create function media.expired_uploads(p_limit int) returns table (agency_id uuid, storage_key text, final_key text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select u.agency_id, u.storage_key, u.final_key from internal.uploads u
    where u.expires_at < app.now() - interval '1 hour' and u.media_id is null
    order by u.expires_at limit p_limit;
end
$$;

-- Contract: removes uploads that were never committed; answers how many.
create function media.forget_uploads(p_keys text[]) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone bigint;
begin
    delete from internal.uploads u
    where u.storage_key = any (p_keys) and u.media_id is null and u.expires_at < app.now() - interval '1 hour';
    get diagnostics gone = row_count;
    return gone;
end
$$;

grant execute on function media.presign_upload(jsonb, uuid, uuid, uuid, text, int), media.pending(text[]),
    media.commit_upload(text, text, text, bigint, text, int, int, text, text, text[], timestamptz) to stagefy_api;
grant execute on function media.expired_uploads(int), media.forget_uploads(text[]) to stagefy_jobs, stagefy_owner;

reset role;

commit;

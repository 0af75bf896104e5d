-- SPDX-License-Identifier: Apache-2.0
-- Media items of files that nobody uploaded to an address of ours: those that an import fetches.
begin;

grant references on public.media_items to stagefy_definer;
set role stagefy_definer;

create table internal.media_origins (
    agency_id uuid not null,
    media_id uuid not null,
    url text not null check (length(url) between 1 and 2000),
    etag text check (length(etag) <= 200),
    fetched_at timestamptz not null default app.now(),
    primary key (agency_id, media_id),
    constraint media_origins_media_id_fkey foreign key (agency_id, media_id) references public.media_items (agency_id, id) on delete cascade
);
comment on table internal.media_origins is 'where the file of a media item came from, so that it is not fetched again';
comment on column internal.media_origins.etag is 'as the server there named what it gave; NULL: it did not';
alter table internal.media_origins enable row level security;
alter table internal.media_origins force row level security;
create policy definer on internal.media_origins to stagefy_definer using (true) with check (true);
comment on policy definer on internal.media_origins is 'the functions below: every row';

-- Contract: what is known of the file of p_id, a media item that the caller may read: no row when there is none.
create function media.file_known(p_id uuid) returns table (sha256 text, url text, etag text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select m.sha256, o.url, o.etag
    from public.media_items m left join internal.media_origins o on o.agency_id = m.agency_id and o.media_id = m.id
    where m.agency_id = app.agency_id() and m.id = p_id and app.may_read(m.owner_id, m.shared_with);
end
$$;

-- Contract: makes the caller's media item of a file that lies in the store under a final key and was looked into (src/media/keep.c).
-- p_item: id, file_name, storage_key, provider, content_type, size, sha256, width, height; taken_at, or taken_local on the agency's
-- clock; and replaces: an item of the caller's whose place and words it takes, and which is deleted, without its external_ref, so
-- that the new one can have it even when the batch is undone. Of a picture smaller ones are asked for. Raises SF403 for whoever
-- may not write, or not write what is replaced.
create function media.make_item(p_item jsonb) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    old public.media_items;
    made uuid := (p_item ->> 'id')::uuid;
    kind text := case when p_item ->> 'content_type' like 'image/%' then 'image' else 'document' end;
    batch text := current_setting('app.batch_id', true);
begin
    if p_item ->> 'replaces' is not null then
        select m.* into old from public.media_items m where m.agency_id = app.agency_id() and m.id = (p_item ->> 'replaces')::uuid for update;
    end if;
    if not app.may_write(coalesce(old.owner_id, app.user_id()), old.editors) or (p_item ->> 'replaces' is not null and old.id is null) then
        perform app.fail('SF403', 'this picture is somebody else''s', '{"needs": "owner of the record, or admin"}');
    elsif left(p_item ->> 'storage_key', 37) <> app.agency_id() || '/' then
        raise exception 'the file % is of another agency', p_item ->> 'storage_key';
    end if;
    insert into public.media_items (id, agency_id, owner_id, type, file_name, storage_key, provider, content_type, size, sha256, width, height,
        taken_at, note, title, description, tags, is_favorite, property_id, contact_id, position, status)
    select made, a.id, coalesce(old.owner_id, app.user_id()), kind, p_item ->> 'file_name', p_item ->> 'storage_key', p_item ->> 'provider',
           p_item ->> 'content_type', (p_item ->> 'size')::bigint, p_item ->> 'sha256', (p_item ->> 'width')::int, (p_item ->> 'height')::int,
           coalesce((p_item ->> 'taken_at')::timestamptz, (p_item ->> 'taken_local')::timestamp at time zone a.time_zone),
           old.note, old.title, old.description, coalesce(old.tags, '{}'), coalesce(old.is_favorite, false), old.property_id, old.contact_id,
           old.position, 'ready'
    from public.agencies a where a.id = app.agency_id();
    if kind = 'image' then
        perform work.enqueue('media.derive', jsonb_build_object('media_id', made), made::text);
    end if;
    if old.id is not null then
        update public.properties p set cover_media_id = made
        where p.agency_id = old.agency_id and p.id = old.property_id and p.cover_media_id = old.id and kind = 'image';
        perform set_config('app.batch_id', '', true);
        update public.media_items m set external_ref = null where m.agency_id = old.agency_id and m.id = old.id and m.external_ref is not null;
        perform set_config('app.batch_id', coalesce(batch, ''), true);
        update public.media_items m set deleted_at = app.now() where m.agency_id = old.agency_id and m.id = old.id and m.deleted_at is null;
    end if;
    return made;
end
$$;

-- Contract: what can be said of p_id, a media item of the caller's, beside its columns. p_settings: position, its place in its gallery;
-- cover, true: it is the photo that its property shows first; url and etag, where its file came from. Answers whether the gallery
-- is another now. Raises SF403.
create function media.settle_item(p_id uuid, p_settings jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    item public.media_items;
    place int := (p_settings ->> 'position')::int;
    changed boolean := false;
begin
    select m.* into item from public.media_items m where m.agency_id = app.agency_id() and m.id = p_id for update;
    if item.id is null or not app.may_write(item.owner_id, item.editors) then
        perform app.fail('SF403', 'this picture is somebody else''s', '{"needs": "owner of the record, or admin"}');
    end if;
    if place <> item.position then
        update public.media_items m set position = place where m.agency_id = item.agency_id and m.id = item.id;
        changed := true;
    end if;
    if (p_settings ->> 'cover')::boolean then
        update public.properties p set cover_media_id = item.id
        where p.agency_id = item.agency_id and p.id = item.property_id and p.cover_media_id is distinct from item.id;
        changed := changed or found;
    end if;
    if p_settings ->> 'url' is not null then
        insert into internal.media_origins (agency_id, media_id, url, etag)
        values (item.agency_id, item.id, p_settings ->> 'url', p_settings ->> 'etag')
        on conflict (agency_id, media_id) do update set url = excluded.url, etag = excluded.etag, fetched_at = excluded.fetched_at;
    end if;
    return changed;
end
$$;

grant execute on function media.file_known(uuid), media.make_item(jsonb), media.settle_item(uuid, jsonb) to stagefy_api;

reset role;
revoke references on public.media_items from stagefy_definer;

commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function estate.shared_photos(bytea, text);
-- Contract: public: their photos, cover first, then as the galleries have them, at most 40 of each; file: provider and key, for an
-- address to be signed. Only those that can be shown and that nobody has rejected, in the forms that are made for showing: what
-- the camera wrote into the original is not for strangers. Raises SF410.
create function estate.shared_photos(p_token_hash bytea)
returns table (property_id uuid, id uuid, title text, width int, height int, placeholder text, file text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    link public.share_links := internal.live_share(p_token_hash);
begin
    return query
    select m.property_id, m.id, m.title, m.width, m.height, m.placeholder, m.provider || ' ' || m.storage_key
    from unnest(link.property_ids) with ordinality w (id, n)
    join public.properties p on p.agency_id = link.agency_id and p.id = w.id and p.deleted_at is null
    cross join lateral (select i.* from public.media_items i
                        where i.agency_id = p.agency_id and i.property_id = p.id and i.type = 'image' and i.status = 'ready'
                          and i.review <> 'rejected' and i.variants is not null and i.deleted_at is null
                        order by (i.id = p.cover_media_id) is true desc, i.position, i.id limit 40) m
    order by w.n, (m.id = p.cover_media_id) is true desc, m.position, m.id;
end
$$;
grant execute on function estate.shared_photos(bytea) to stagefy_api;
-- The files that p_ids name, in that order, as internal.mails.files. Raises SF422 /attachment_ids/N for what the caller may not
-- read or cannot be sent, /attachment_ids above 10 MiB in all: what most mail servers take when a third is added.
create or replace function internal.message_files(p_ids uuid[]) returns jsonb
language plpgsql stable as $$
declare
    files jsonb;
    wrong int;
    total bigint;
begin
    select jsonb_agg(jsonb_build_object('provider', m.provider, 'key', m.storage_key, 'size', m.size, 'name', m.file_name, 'type', m.content_type) order by w.n),
           min(w.n) filter (where m.id is null or array_position(p_ids, w.id) < w.n), sum(m.size)
    into files, wrong, total
    from unnest(p_ids) with ordinality w (id, n)
    left join public.media_items m on m.agency_id = app.agency_id() and m.id = w.id and m.deleted_at is null and m.status = 'ready'
                                  and app.may_read(m.owner_id, m.shared_with);
    if wrong is not null then
        perform app.fail('SF422', 'does not exist, or stands there twice',
                         jsonb_build_object('pointer', '/attachment_ids/' || wrong - 1, 'code', 'not_found'));
    elsif total > 10485760 then
        perform app.fail('SF422', 'must be at most 10 MiB in all',
                         '{"pointer": "/attachment_ids", "code": "too_large", "params": {"max": 10485760}}');
    end if;
    return coalesce(files, '[]');
end
$$;
drop function media.disclosed(public.media_items, text);
drop function studio.label(text[], text);
create or replace function media.counts(p_item public.media_items) returns boolean
language sql immutable as $$
    select p_item.property_id is not null and p_item.status = 'ready' and p_item.deleted_at is null
$$;
-- Contract: puts the live photos p_ids of p_property first, in that order, the rest behind as it was. Answers every live
-- item with its new position. Raises SF404 when the caller may not read the property, SF403 when it may not write it,
-- SF422 /ids when one of them is not in its gallery or stands there twice.
create or replace function media.reorder(p_property uuid, p_ids uuid[])
returns table (id uuid, "position" int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    owner uuid;
    writers uuid[];
begin
    select p.owner_id, p.editors into owner, writers from public.properties p
    where p.agency_id = app.agency_id() and p.id = p_property and p.deleted_at is null and app.may_read(p.owner_id, p.shared_with);
    if owner is null then
        perform app.fail('SF404', 'no such property');
    elsif not app.may_write(owner, writers) then
        perform app.fail('SF403', 'you may read this property but not change it',
                         jsonb_build_object('needs', 'owner of the record, or admin', 'owner_id', owner));
    end if;
    perform 1 from public.media_items m
    where m.agency_id = app.agency_id() and m.property_id = p_property and m.deleted_at is null
    order by m.id for update;
    perform 1 from public.properties p where p.agency_id = app.agency_id() and p.id = p_property for update;
    if cardinality(p_ids) <> (
        select count(*) from public.media_items m
        where m.agency_id = app.agency_id() and m.property_id = p_property and m.deleted_at is null and m.id = any (p_ids)) then
        perform app.fail('SF422', 'must be items of this property, each once', '{"pointer": "/ids", "code": "not_found"}');
    end if;
    return query
    with placed as (
        select m.id, row_number() over (order by array_position(p_ids, m.id) nulls last, m.position nulls last, m.id)::int as place
        from public.media_items m
        where m.agency_id = app.agency_id() and m.property_id = p_property and m.deleted_at is null
    ), moved as (
        update public.media_items m set position = s.place from placed s
        where m.agency_id = app.agency_id() and m.id = s.id and m.position is distinct from s.place
    )
    select s.id, s.place from placed s order by s.place;
end
$$;
reset role;
create or replace trigger gallery after insert or delete or update of property_id, status, deleted_at on public.media_items
    for each row execute function media.keep_gallery();
create or replace trigger touch before update on public.media_items
    for each row execute function app.touch_row('type', 'storage_key', 'provider', 'content_type', 'size', 'sha256', 'width',
                                                'height', 'position', 'credits_used', 'status', 'deleted_at', 'variants',
                                                'placeholder', 'rejection', 'missing_since');
grant update (project_id) on public.media_items to stagefy_api;
drop index public.idx_media_items_project_id;
create index idx_media_items_project_id on public.media_items (agency_id, project_id) where project_id is not null;
alter table public.media_items drop constraint media_items_project_id_fkey, drop column original_id, drop column replaced_by,
    drop column alterations, drop column is_altered, drop column provenance;
commit;

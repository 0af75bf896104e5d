-- SPDX-License-Identifier: Apache-2.0
-- A property's gallery: how many files it has, which photo is the cover, in which order they stand.
begin;

set role stagefy_definer;

-- A photo or file counts in its property while it is ready and alive.
create function media.counts(p_item public.media_items) returns boolean
language sql immutable as $$
    select p_item.property_id is not null and p_item.status = 'ready' and p_item.deleted_at is null
$$;

-- Contract: p_item has come into its property's gallery: one more, and the cover if there was none.
create function media.enter_gallery(p_item public.media_items) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.properties p
    set media_count = p.media_count + 1,
        cover_media_id = coalesce(p.cover_media_id, case when p_item.type = 'image' then p_item.id end)
    where p.agency_id = p_item.agency_id and p.id = p_item.property_id;
end
$$;

-- Contract: p_item, as it was, has left its property's gallery: one less, and where it was the cover, the next photo is.
create function media.leave_gallery(p_item public.media_items) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.properties p
    set media_count = p.media_count - 1,
        cover_media_id = case when p.cover_media_id is distinct from p_item.id then p.cover_media_id
                              else (select n.id from public.media_items n
                                    where n.agency_id = p.agency_id and n.property_id = p.id and n.id <> p_item.id
                                      and n.type = 'image' and media.counts(n)
                                    order by n.position nulls last, n.id limit 1) end
    where p.agency_id = p_item.agency_id and p.id = p_item.property_id;
end
$$;

-- Definer, since who adds a photo need not be allowed to write the counter of the property.
create function media.keep_gallery() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    was boolean := tg_op <> 'INSERT' and media.counts(old);
    is_now boolean := tg_op <> 'DELETE' and media.counts(new);
begin
    if was and is_now and old.property_id = new.property_id then
        return null;
    end if;
    if was then
        perform media.leave_gallery(old);
    end if;
    if is_now then
        perform media.enter_gallery(new);
    end if;
    return null;
end
$$;

-- The cover is a photo of the same property, whoever chooses it.
create function media.check_cover() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.cover_media_id is not null and not exists (
        select from public.media_items m
        where m.agency_id = new.agency_id and m.id = new.cover_media_id and m.property_id = new.id and m.type = 'image'
          and media.counts(m)) then
        perform app.fail('SF422', 'must be a photo of this property', '{"pointer": "/cover_media_id", "code": "not_found"}');
    end if;
    return new;
end
$$;

-- Photos go over with the property they show.
create function media.follow_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.media_items m set owner_id = new.owner_id
    where m.agency_id = new.agency_id and m.property_id = new.id and m.owner_id = old.owner_id;
    return null;
end
$$;

grant execute on function media.keep_gallery(), media.check_cover(), media.follow_owner() to stagefy_owner;

-- Contract: whose a new media item is that belongs to p_property or p_contact (at most one), else the caller's. Raises
-- SF422 at its pointer for a target that the caller may not read, SF403 for one that it may not write.
create function media.target_owner(p_property uuid, p_contact uuid) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    owner uuid := app.user_id();
begin
    if p_property is not null then
        select p.owner_id into owner from public.properties p
        where p.agency_id = app.agency_id() and p.id = p_property and p.deleted_at is null
          and (app.reads_all() or p.owner_id = app.user_id());
    elsif p_contact is not null then
        select c.owner_id into owner from public.contacts c
        where c.agency_id = app.agency_id() and c.id = p_contact and c.deleted_at is null
          and (app.reads_all() or c.owner_id = app.user_id());
    end if;
    if owner is null then
        perform app.fail('SF422', 'does not exist', jsonb_build_object('code', 'not_found',
            'pointer', case when p_property is not null then '/property_id' else '/contact_id' end));
    end if;
    if not coalesce(app.writes_all() or app.writes_own() and owner = app.user_id(), false) then
        perform app.fail('SF403', 'you may read this record but not add to it', '{"needs": "owner of the record, or admin"}');
    end if;
    return owner;
end
$$;

-- Contract: the place behind the last item of p_property's gallery; NULL without a property. Locks the property, so that no
-- two items get one place.
create function media.next_position(p_agency uuid, p_property uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if p_property is null then
        return null;
    end if;
    perform 1 from public.properties p where p.agency_id = p_agency and p.id = p_property for update;
    return (select coalesce(max(m.position), 0) + 1 from public.media_items m
            where m.agency_id = p_agency and m.property_id = p_property);
end
$$;

-- An item that moves to another property goes to the end of its gallery and belongs to its owner: that is a write to the
-- property, so the same right is asked for.
create function media.move_item() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.property_id is not null then
        new.owner_id := media.target_owner(new.property_id, null);
    end if;
    new.position := media.next_position(new.agency_id, new.property_id);
    return new;
end
$$;
grant execute on function media.move_item() to stagefy_owner;

-- Contract: puts the live photos p_ids of p_property first, in that order, the rest behind as it was. Answers every live
-- item with its new position. Raises SF404 when the caller may not read the property, SF403 when it may not write it,
-- SF422 /ids when one of them is not in its gallery or stands there twice.
create function media.reorder(p_property uuid, p_ids uuid[])
returns table (id uuid, "position" int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    owner uuid;
begin
    select p.owner_id into owner from public.properties p
    where p.agency_id = app.agency_id() and p.id = p_property and p.deleted_at is null
      and (app.reads_all() or p.owner_id = app.user_id())
    for update;
    if owner is null then
        perform app.fail('SF404', 'no such property');
    elsif not (app.writes_all() or app.writes_own() and owner = app.user_id()) then
        perform app.fail('SF403', 'you may read this property but not change it', '{"needs": "owner of the record, or admin"}');
    end if;
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
grant execute on function media.reorder(uuid, uuid[]) to stagefy_api;

reset role;

create trigger move before update of property_id on public.media_items
    for each row when (new.property_id is distinct from old.property_id)
    execute function media.move_item();
create trigger gallery after insert or delete or update of property_id, status, deleted_at on public.media_items
    for each row execute function media.keep_gallery();
create trigger cover before update of cover_media_id on public.properties
    for each row when (new.cover_media_id is distinct from old.cover_media_id)
    execute function media.check_cover();
create trigger cover_at_first before insert on public.properties
    for each row when (new.cover_media_id is not null)
    execute function media.check_cover();
create trigger follow after update of owner_id on public.properties
    for each row when (new.owner_id is distinct from old.owner_id)
    execute function media.follow_owner();

commit;

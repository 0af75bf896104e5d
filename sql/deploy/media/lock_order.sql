-- SPDX-License-Identifier: Apache-2.0
-- In which order rows are locked, so that nobody waits for each other in a circle: uploads, then media items, then their
-- property; several of one table by their ids.
begin;

set role stagefy_definer;

-- Contract: first statement of the second trip of a commit: locks the caller's uploads p_keys and then the properties that
-- they go to, each in the order of their ids, until the transaction ends. Unknown keys are passed over: commit_upload raises.
create function media.lock_uploads(p_keys text[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform 1 from internal.uploads u
    where u.agency_id = app.agency_id() and u.created_by = app.user_id() and u.storage_key = any (p_keys)
    order by u.id for update;
    perform 1 from public.properties p
    where p.agency_id = app.agency_id() and p.id in (
        select u.property_id from internal.uploads u
        where u.agency_id = app.agency_id() and u.created_by = app.user_id() and u.storage_key = any (p_keys))
    order by p.id for update;
end
$$;
grant execute on function media.lock_uploads(text[]) to stagefy_api;

-- Contract: puts the live photos p_ids of p_property first, in that order, the rest behind as it was. Answers every live
-- item with its new position. Raises SF404 when the caller may not read the property, SF403 when it may not write it,
-- SF422 /ids when one of them is not in its gallery or stands there twice.
create or replace function media.reorder(p_property uuid, p_ids uuid[])
returns table (id uuid, "position" int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    owner uuid;
begin
    select p.owner_id into owner from public.properties p
    where p.agency_id = app.agency_id() and p.id = p_property and p.deleted_at is null
      and (app.reads_all() or p.owner_id = app.user_id());
    if owner is null then
        perform app.fail('SF404', 'no such property');
    elsif not (app.writes_all() or app.writes_own() and owner = app.user_id()) then
        perform app.fail('SF403', 'you may read this property but not change it', '{"needs": "owner of the record, or admin"}');
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

commit;

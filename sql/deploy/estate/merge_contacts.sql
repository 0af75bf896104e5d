-- SPDX-License-Identifier: Apache-2.0
-- The same person twice: who may be, putting the two together, and taking them apart again.
begin;

-- The words of a name without accents, case and order: "WEBER, Josee" is "Josée Weber".
create function estate.name_key(p_name text) returns text
language sql immutable parallel safe as $$
    select string_agg(word, ' ' order by word) from unnest(string_to_array(app.words(p_name), ' ')) word
$$;
grant execute on function estate.name_key(text) to stagefy_api;

-- Contract: pairs of live contacts that may be one, of those that the caller may read: with a number in common, or with names of
-- the same words. Addresses cannot be shared. At most p_most, the newest first; the older of a pair comes first in it.
create function estate.duplicates(p_most int) returns table (contact_id uuid, other_id uuid, reasons text[])
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return query
    with named as (
        select c.id, estate.name_key(c.name) as key from public.contacts c where c.agency_id = app.agency_id() and c.deleted_at is null
    ), pairs as (
        select a.id as first, b.id as second, 'name' as reason from named a join named b on b.key = a.key and b.id > a.id where a.key <> ''
        union all
        select a.contact_id, b.contact_id, 'phone' from public.contact_phones a
        join public.contact_phones b on b.agency_id = a.agency_id and b.phone = a.phone and b.contact_id > a.contact_id
        where a.agency_id = app.agency_id() and a.deleted_at is null and b.deleted_at is null
    )
    select p.first, p.second, array_agg(distinct p.reason order by p.reason) from pairs p
    group by p.first, p.second order by p.second desc, p.first desc limit p_most;
end
$$;
grant execute on function estate.duplicates(int) to stagefy_api;

grant references on public.contacts to stagefy_definer;
set role stagefy_definer;

-- What was put together, so that it can be taken apart.
create table internal.contact_merges (
    agency_id uuid not null,
    other_id uuid not null,
    n int not null,
    kept_id uuid not null,
    merged_at timestamptz not null default app.now(),
    before jsonb not null,
    after jsonb not null,
    moved jsonb not null,
    undone_at timestamptz,
    primary key (agency_id, other_id, n),
    constraint contact_merges_other_id_fkey foreign key (agency_id, other_id) references public.contacts (agency_id, id) on delete cascade,
    constraint contact_merges_kept_id_fkey foreign key (agency_id, kept_id) references public.contacts (agency_id, id) on delete cascade
);
comment on column internal.contact_merges.other_id is 'the one that went';
comment on column internal.contact_merges.before is 'of the one kept, before; its own primary address and number, the other''s, and to whom that belonged';
comment on column internal.contact_merges.moved is '[{table, column, ids, dropped}]: rows that pointed to the other one; dropped are those that the one kept had already';
create index contact_merges_kept on internal.contact_merges (agency_id, kept_id);
alter table internal.contact_merges enable row level security;
alter table internal.contact_merges force row level security;
create policy definer on internal.contact_merges to stagefy_definer using (true) with check (true);
comment on policy definer on internal.contact_merges is 'merging and undoing it: every row';

-- Contract: the tables and columns that point to a contact, from the catalogue: a new table needs no word here.
create function internal.contact_references() returns table (relation regclass, field name)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select k.conrelid::regclass, a.attname
    from pg_constraint k
    cross join lateral unnest(k.conkey, k.confkey) as pair (here, there)
    join pg_attribute t on t.attrelid = k.confrelid and t.attnum = pair.there and t.attname = 'id'
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here
    where k.contype = 'f' and k.confrelid = 'public.contacts'::regclass and k.conrelid <> 'internal.contact_merges'::regclass
    order by k.conrelid::regclass::text, a.attname
$$;

-- Contract: makes the rows p_ids of a table (NULL: all) that point to p_from point to p_to; answers the ids of those moved and of
-- those deleted instead, because p_to has their like already. Both contacts have the same owner at that moment.
create function internal.move_references(p_relation regclass, p_field name, p_agency uuid, p_from uuid, p_to uuid, p_ids uuid[],
    out moved uuid[], out dropped uuid[])
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    row_id uuid;
    change text := format('update %s t set %I = $1 where t.agency_id = $2 and t.%2$I = $3 and t.id = $4', p_relation, p_field);
begin
    moved := '{}';
    dropped := '{}';
    for row_id in execute format('select t.id from %s t where t.agency_id = $1 and t.%I = $2 and ($3 is null or t.id = any ($3)) order by t.id',
                                 p_relation, p_field) using p_agency, p_from, p_ids loop
        begin
            execute change using p_to, p_agency, p_from, row_id;
            moved := moved || row_id;
        exception when unique_violation then
            execute format('update %s t set deleted_at = app.now() where t.agency_id = $1 and t.id = $2', p_relation) using p_agency, row_id;
            dropped := dropped || row_id;
        end;
    end loop;
end
$$;

-- Contract: the live contact p_id, locked; SF404 for what the caller may not read, SF403 for what they may not change.
create function internal.contact_to_change(p_id uuid, p_deleted boolean) returns public.contacts
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    one public.contacts;
begin
    select c.* into one from public.contacts c where c.agency_id = app.agency_id() and c.id = p_id and (p_deleted or c.deleted_at is null)
       and (app.reads_all() or c.owner_id = app.user_id()) for update;
    if not found then
        perform app.fail('SF404', 'there is no such contact');
    elsif not coalesce(app.writes_all() or app.writes_own() and one.owner_id = app.user_id(), false) then
        perform app.fail('SF403', 'you may read this contact, but not change it', '{"needs": "owner of the record, or admin"}');
    end if;
    return one;
end
$$;

-- Contract: puts p_other into p_kept: whatever points to it points to the one kept, and it is deleted. Of the fields p_fields the
-- other's value stays, of the rest the kept one's unless it has none; tags are both's. Raises SF404 and SF403 as above, SF422
-- /other_id for what is not there or the same, /fields for a name that is none of them.
create function estate.merge_contacts(p_kept uuid, p_other uuid, p_fields text[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    kept public.contacts;
    other public.contacts;
    result public.contacts;
    place record;
    ids record;
    changed jsonb := '[]';
    primaries jsonb;
begin
    if not p_fields <@ array['name', 'username', 'email', 'phone', 'type', 'status', 'notes'] then
        perform app.fail('SF422', 'must be among name, username, email, phone, type, status, notes', '{"pointer": "/fields", "code": "not_one_of"}');
    elsif p_other = p_kept then
        perform app.fail('SF422', 'is the contact itself', '{"pointer": "/other_id", "code": "not_allowed"}');
    end if;
    -- in one order, so that nobody waits in a circle
    perform 1 from public.contacts c where c.agency_id = app.agency_id() and c.id in (p_kept, p_other) order by c.id for update;
    kept := internal.contact_to_change(p_kept, false);
    if not exists (select from public.contacts c where c.agency_id = app.agency_id() and c.id = p_other and c.deleted_at is null
                   and (app.reads_all() or c.owner_id = app.user_id())) then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/other_id", "code": "not_found"}');
    end if;
    other := internal.contact_to_change(p_other, false);
    select jsonb_object_agg(what || whose, id) into primaries from (
        select 'email_of_' as what, case e.contact_id when p_kept then 'kept' else 'other' end as whose, e.id from public.contact_emails e
        where e.agency_id = kept.agency_id and e.contact_id in (p_kept, p_other) and e.deleted_at is null and e.is_primary
        union all
        select 'phone_of_', case e.contact_id when p_kept then 'kept' else 'other' end, e.id from public.contact_phones e
        where e.agency_id = kept.agency_id and e.contact_id in (p_kept, p_other) and e.deleted_at is null and e.is_primary) p;
    primaries := coalesce(primaries, '{}') || jsonb_build_object('owner_of_other', other.owner_id);
    -- what belongs to a contact's owner goes over as it does whenever that changes
    update public.contacts c set owner_id = kept.owner_id where c.agency_id = kept.agency_id and c.id = p_other and c.owner_id <> kept.owner_id;

    for place in select * from internal.contact_references() loop
        select * into ids from internal.move_references(place.relation, place.field, kept.agency_id, p_other, p_kept, null);
        if ids.moved || ids.dropped <> '{}' then
            changed := changed || jsonb_build_object('table', place.relation::text, 'column', place.field,
                                                 'ids', to_jsonb(ids.moved), 'dropped', to_jsonb(ids.dropped));
        end if;
    end loop;
    perform estate.settle_emails(kept.agency_id, p_kept, case when 'email' = any (p_fields) or kept.email is null then (primaries ->> 'email_of_other')::uuid
                                                              else (primaries ->> 'email_of_kept')::uuid end);
    perform estate.settle_phones(kept.agency_id, p_kept, case when 'phone' = any (p_fields) or kept.phone is null then (primaries ->> 'phone_of_other')::uuid
                                                              else (primaries ->> 'phone_of_kept')::uuid end);
    update public.contacts c set
        name = case when 'name' = any (p_fields) then other.name else c.name end,
        username = case when 'username' = any (p_fields) then other.username else coalesce(c.username, other.username) end,
        type = case when 'type' = any (p_fields) then other.type else c.type end,
        status = case when 'status' = any (p_fields) then other.status else c.status end,
        notes = case when 'notes' = any (p_fields) then other.notes else coalesce(c.notes, other.notes) end,
        tags = c.tags || array(select tag from unnest(other.tags) tag where tag <> all (c.tags)),
        last_contacted_at = greatest(c.last_contacted_at, other.last_contacted_at)
    where c.agency_id = kept.agency_id and c.id = p_kept returning * into result;
    update public.contacts c set deleted_at = app.now() where c.agency_id = other.agency_id and c.id = p_other;
    insert into internal.contact_merges (agency_id, other_id, n, kept_id, before, after, moved)
    select kept.agency_id, p_other, 1 + coalesce(max(m.n), 0), p_kept, to_jsonb(kept) || primaries, to_jsonb(result), changed
    from internal.contact_merges m where m.agency_id = kept.agency_id and m.other_id = p_other;
end
$$;

-- Contract: takes p_other out of the contact that it was put into last: it is back, with all that pointed to it and still points to
-- the other one; of that one's fields those that nobody changed since are as they were. Raises SF404 for what was not merged or is
-- not readable, SF403, and SF409 where the one kept is deleted.
create function estate.unmerge_contact(p_other uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    other public.contacts;
    kept public.contacts;
    b public.contacts;
    a public.contacts;
    merge internal.contact_merges;
    place record;
begin
    select m.* into merge from internal.contact_merges m
    where m.agency_id = app.agency_id() and m.other_id = p_other and m.undone_at is null order by m.n desc limit 1;
    if not found then
        perform app.fail('SF404', 'there is no such contact');
    end if;
    perform 1 from public.contacts c where c.agency_id = app.agency_id() and c.id in (p_other, merge.kept_id) order by c.id for update;
    other := internal.contact_to_change(p_other, true);
    kept := internal.contact_to_change(merge.kept_id, true);
    if kept.deleted_at is not null then
        perform app.fail('SF409', 'the contact that it was put into is deleted: restore that one first',
                         '{"errors": [{"pointer": "", "code": "deleted", "params": {}, "detail": "is deleted"}]}');
    end if;
    update internal.contact_merges m set undone_at = app.now()
    where m.agency_id = merge.agency_id and m.other_id = merge.other_id and m.n = merge.n;
    update public.contacts c set deleted_at = null, owner_id = kept.owner_id where c.agency_id = other.agency_id and c.id = p_other;
    for place in select * from jsonb_to_recordset(merge.moved) as r ("table" text, "column" name, ids uuid[], dropped uuid[]) loop
        perform internal.move_references(place.table::regclass, place.column, other.agency_id, kept.id, other.id, place.ids);
        if place.dropped <> '{}' then
            execute format('update %s t set deleted_at = null where t.agency_id = $1 and t.id = any ($2) and t.deleted_at = $3', place.table::regclass)
            using other.agency_id, place.dropped, merge.merged_at;
        end if;
    end loop;
    -- to whom it belonged, if they are still there
    update public.contacts c set owner_id = m.user_id from public.memberships m
    where c.agency_id = other.agency_id and c.id = p_other and m.agency_id = c.agency_id and m.user_id = (merge.before ->> 'owner_of_other')::uuid
      and m.left_at is null and m.user_id <> c.owner_id;
    perform estate.settle_emails(other.agency_id, p_other, (merge.before ->> 'email_of_other')::uuid);
    perform estate.settle_phones(other.agency_id, p_other, (merge.before ->> 'phone_of_other')::uuid);
    perform estate.settle_emails(other.agency_id, kept.id, (merge.before ->> 'email_of_kept')::uuid);
    perform estate.settle_phones(other.agency_id, kept.id, (merge.before ->> 'phone_of_kept')::uuid);
    b := jsonb_populate_record(null::public.contacts, merge.before);
    a := jsonb_populate_record(null::public.contacts, merge.after);
    update public.contacts c set
        name = case when c.name is not distinct from a.name then b.name else c.name end,
        username = case when c.username is not distinct from a.username then b.username else c.username end,
        type = case when c.type is not distinct from a.type then b.type else c.type end,
        status = case when c.status is not distinct from a.status then b.status else c.status end,
        notes = case when c.notes is not distinct from a.notes then b.notes else c.notes end,
        tags = case when c.tags is not distinct from a.tags then b.tags else c.tags end,
        last_contacted_at = case when c.last_contacted_at is not distinct from a.last_contacted_at then b.last_contacted_at else c.last_contacted_at end
    where c.agency_id = kept.agency_id and c.id = kept.id;
end
$$;
grant execute on function estate.merge_contacts(uuid, uuid, text[]), estate.unmerge_contact(uuid) to stagefy_api;

reset role;
revoke references on public.contacts from stagefy_definer;

commit;

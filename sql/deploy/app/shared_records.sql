-- SPDX-License-Identifier: Apache-2.0
-- Records that are shared: besides whose it is, a row says who else may read it and who of them may also write it, so that its
-- policies ask no other table. Both are the server's own and NULL where nobody else does; estate/record_shares writes them.
begin;

-- May the caller read, or write, a row of p_owner that is shared with those? For definer functions, whom no policy stops; policies
-- say the same with the columns themselves. Never NULL, so that "if not" holds too.
create function app.may_read(p_owner uuid, p_shared_with uuid[]) returns boolean language sql stable parallel safe as $$
    select app.reads_all() or coalesce(p_owner = app.user_id(), false) or coalesce(app.user_id() = any (p_shared_with), false)
$$;
create function app.may_write(p_owner uuid, p_editors uuid[]) returns boolean language sql stable parallel safe as $$
    select coalesce(app.writes_all(), false)
        or coalesce(app.writes_own() and (p_owner = app.user_id() or coalesce(app.user_id() = any (p_editors), false)), false)
$$;
grant execute on function app.may_read(uuid, uuid[]), app.may_write(uuid, uuid[]) to stagefy_definer;

-- What is the same in every table: the columns, and what its policies say. Of the parts of a record (its addresses, its photos) both
-- are the record's, as is the owner of most.
do $$
declare
    part text;
    reads constant text := 'agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id() or app.user_id() = any (shared_with))';
    writes constant text := 'agency_id = app.agency_id()
        and (app.writes_all() or app.writes_own() and (owner_id = app.user_id() or app.user_id() = any (editors)))';
begin
    foreach part in array array['properties', 'contacts', 'deals', 'tasks', 'contact_emails', 'contact_phones', 'contact_consents', 'buyer_requests',
                                'deal_parties', 'media_items', 'conversations', 'messages', 'activities'] loop
        execute format('alter table public.%I add column shared_with uuid[], add column editors uuid[]', part);
        execute format('comment on column public.%I.shared_with is %L', part, 'members who may read it besides its owner; NULL: none');
        execute format('comment on column public.%I.editors is %L', part, 'those of shared_with who may also write it; NULL: none');
    end loop;
    foreach part in array array['properties', 'contacts', 'deals', 'contact_emails', 'contact_phones', 'contact_consents', 'buyer_requests',
                                'deal_parties', 'media_items', 'conversations', 'messages'] loop
        execute format('alter policy read on public.%I using (%s)', part, reads);
        continue when part in ('conversations', 'messages');
        execute format('alter policy change on public.%I using (%s) with check (%2$s)', part, writes);
        continue when part in ('properties', 'contacts', 'deals', 'media_items');
        execute format('alter policy add on public.%I with check (%s)', part, writes);
    end loop;
    foreach part in array array['properties', 'contacts', 'deals', 'media_items'] loop
        execute format('comment on policy read on public.%I is %L', part,
                       'members: all under team visibility, else their own and what is shared with them; admins and owners: all');
        execute format('comment on policy change on public.%I is %L', part,
                       'agents: their own and what is shared with them to write, whose owner stays; admins and owners: all');
    end loop;
end
$$;

alter policy read on public.tasks
    using (agency_id = app.agency_id()
           and (app.reads_all() or owner_id = app.user_id() or assignee_id = app.user_id() or app.user_id() = any (shared_with)));
comment on policy read on public.tasks is
    'members: all under team visibility, else what they made, are to do or is shared with them; admins and owners: all';
alter policy change on public.tasks
    using (agency_id = app.agency_id()
           and (app.writes_all()
                or app.writes_own() and (owner_id = app.user_id() or assignee_id = app.user_id() or app.user_id() = any (editors))))
    with check (agency_id = app.agency_id()
                and (app.writes_all()
                     or app.writes_own() and (owner_id = app.user_id() or assignee_id = app.user_id() or app.user_id() = any (editors))));
comment on policy change on public.tasks is
    'agents: what they made, are to do or is shared with them to write, which stays so; admins and owners: all';
alter policy read on public.activities
    using (agency_id = app.agency_id()
           and (author_id = app.user_id()
                or not private and (app.reads_all() or owner_id = app.user_id() or app.user_id() = any (shared_with))));
comment on policy read on public.activities is
    'members: all under team visibility, else what they wrote and what is about their own or about what is shared with them; what is private its author alone, whatever the role of others';

-- The policy lets whoever may write a row say whose it is, as long as they may write it afterwards: of what is shared that would be
-- more than its owner may do. Runs as whoever writes; a handover is a definer function's.
create function app.keep_owner() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user <> 'stagefy_definer' and not coalesce(app.writes_all(), false) then
        perform app.fail('SF403', 'it stays with its owner', '{"needs": "owner of the record, or admin"}');
    end if;
    return new;
end
$$;

create trigger keep_owner before update of owner_id on public.properties
    for each row when (old.owner_id <> new.owner_id and old.editors is not null) execute function app.keep_owner();
create trigger keep_owner before update of owner_id on public.contacts
    for each row when (old.owner_id <> new.owner_id and old.editors is not null) execute function app.keep_owner();
create trigger keep_owner before update of owner_id on public.deals
    for each row when (old.owner_id <> new.owner_id and old.editors is not null) execute function app.keep_owner();
create trigger keep_owner before update of owner_id on public.media_items
    for each row when (old.owner_id <> new.owner_id and old.editors is not null) execute function app.keep_owner();

-- Before update. Arguments: the server-owned columns, which never make an open form stale; 'definer:x' means that x is
-- one as long as a definer function writes it (the cover that comes with the first photo), and the client's own otherwise.
-- With whom a row is shared is always the server's. version grows by one when any other column changed, and whatever the
-- statement wrote into version is ignored; updated_at moves on every real change, so that a reader by (updated_at, id) sees
-- counters, covers and what has just been shared too.
create or replace function app.touch_row() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    server_owned text[] := tg_argv;
    before jsonb := to_jsonb(old) - array['version', 'updated_at'];
    after jsonb := to_jsonb(new) - array['version', 'updated_at'];
begin
    if current_user = 'stagefy_definer' then
        server_owned := string_to_array(replace(array_to_string(tg_argv, ','), 'definer:', ''), ',');
    end if;
    new.version := old.version;
    new.updated_at := old.updated_at;
    if before is distinct from after then
        new.updated_at := app.now();
        server_owned := server_owned || array['shared_with', 'editors'];
        if before - server_owned is distinct from after - server_owned then
            new.version := old.version + 1;
        end if;
    end if;
    return new;
end
$$;

set role stagefy_definer;

alter table internal.changes add column shared_with uuid[];
comment on column internal.changes.shared_with is 'with whom the row was shared then: they may read this change too';

alter policy read on internal.changes
    using (agency_id = app.agency_id() and (not personal or owner_id = app.user_id())
           and (app.writes_all()
                or not admin_only and (app.reads_all() or owner_id = app.user_id() or app.user_id() = any (shared_with))));
comment on policy read on internal.changes is
    'members: changes of the records they may read, and their own personal ones; admins and owners: also members, invitations and settings';

-- After insert, update or delete, for each row. Arguments: 'records' (who may read the row may read its changes), 'settings'
-- (admins and owners only) or 'personal' (user_id alone), then the columns that must never be written down. A row whose column
-- private is true is its author's (author_id) alone. With whom a row is shared is no change of it: record_shares have theirs.
-- Definer, because whoever changes a row must not be able to write here otherwise.
create or replace function internal.record_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    left_out text[];
    before jsonb;
    after jsonb;
    row_now jsonb;
    private boolean;
    difference jsonb;
begin
    -- By itself, since most of what is written down is new: one statement, and everything that is there is the difference.
    if tg_op = 'INSERT' then
        row_now := jsonb_strip_nulls(to_jsonb(new));
        insert into internal.changes (agency_id, table_name, row_id, action, owner_id, shared_with, admin_only, personal,
                                      actor_id, key_id, actor_role, request_id, batch_id, address, diff)
        values (case when tg_table_name = 'agencies' then row_now ->> 'id' else row_now ->> 'agency_id' end::uuid,
                tg_table_name, (row_now ->> 'id')::uuid, 'created',
                (row_now ->> case when tg_argv[0] = 'personal' then 'user_id' when row_now @> '{"private": true}' then 'author_id' else 'owner_id' end)::uuid,
                translate(row_now ->> 'shared_with', '[]"', '{}')::uuid[], tg_argv[0] = 'settings', tg_argv[0] = 'personal' or row_now @> '{"private": true}',
                app.user_id(), app.key_id(), app.role(), app.request_id(), app.batch_id(), app.address(),
                row_now - (tg_argv[1:] || array['id', 'agency_id', 'version', 'created_at', 'updated_at', 'shared_with', 'editors']));
        return null;
    end if;

    -- bookkeeping says nothing that the change row does not say itself
    left_out := tg_argv[1:] || array['version', 'created_at', 'updated_at', 'shared_with', 'editors'];
    row_now := case tg_op when 'UPDATE' then to_jsonb(new) else to_jsonb(old) end;
    before := case tg_op when 'UPDATE' then to_jsonb(old) else row_now end - left_out;
    after := case tg_op when 'UPDATE' then row_now - left_out end;
    private := coalesce((row_now ->> 'private')::boolean, false);
    if tg_op = 'UPDATE' then
        select jsonb_object_agg(a.key, jsonb_build_array(before -> a.key, a.value)) into difference
        from jsonb_each(after) a where a.value is distinct from before -> a.key;
        if difference is null then
            return null;
        end if;
    else
        select jsonb_object_agg(b.key, jsonb_build_array(b.value, null)) into difference
        from jsonb_each(before - array['id', 'agency_id']) b where b.value <> 'null';
    end if;

    insert into internal.changes (agency_id, table_name, row_id, action, owner_id, shared_with, admin_only, personal,
                                  actor_id, key_id, actor_role, request_id, batch_id, address, diff)
    values (case when tg_table_name = 'agencies' then row_now ->> 'id' else row_now ->> 'agency_id' end::uuid,
            tg_table_name, (row_now ->> 'id')::uuid,
            case when tg_op = 'DELETE' or difference #> '{deleted_at,0}' = 'null' then 'deleted'
                 when difference ? 'deleted_at' and after ->> 'deleted_at' is null then 'restored'
                 else 'updated' end,
            (row_now ->> case when tg_argv[0] = 'personal' then 'user_id' when private then 'author_id' else 'owner_id' end)::uuid,
            translate(row_now ->> 'shared_with', '[]"', '{}')::uuid[], tg_argv[0] = 'settings', tg_argv[0] = 'personal' or private,
            app.user_id(), app.key_id(), app.role(), app.request_id(), app.batch_id(), app.address(), coalesce(difference, '{}'));
    return null;
end
$$;

-- Definer functions ask the same of a row as its policies do, all of them in the same words. So these sentences stand for their whole
-- bodies, which say nothing else than before. c, d, m, p, r: what they call contacts and conversations, deals, media items and messages,
-- properties, requests; s and i, shared pages and imports, are not shared inside.
do $$
declare
    saying text[];
    asking record;
begin
    foreach saying slice 1 in array array[
        ['\(app\.reads_all\(\) or ([cdmpr])\.owner_id = app\.user_id\(\)\)',
         'app.may_read(\1.owner_id, \1.shared_with)'],
        ['app\.reads_all\(\) or ([cdmpr])\.owner_id = app\.user_id\(\)',
         'app.may_read(\1.owner_id, \1.shared_with)'],
        ['coalesce\(app\.writes_all\(\) or app\.writes_own\(\) and (moved|one)\.owner_id = app\.user_id\(\), false\)',
         'app.may_write(\1.owner_id, \1.editors)'],
        ['\((p_)?everything or t\.owner_id = (p_)?me\)',
         '(\1everything or t.owner_id = \2me or \2me = any (t.shared_with))']
    ] loop
        for asking in
            select pg_get_functiondef(p.oid) as body from pg_proc p
            where p.prokind = 'f' and p.prosrc ~ saying[1] and p.proowner = 'stagefy_definer'::regrole
              and p.pronamespace in ('app'::regnamespace, 'estate'::regnamespace, 'media'::regnamespace, 'correspondence'::regnamespace,
                                     'internal'::regnamespace)
            order by p.oid::regprocedure::text
        loop
            execute regexp_replace(asking.body, saying[1], saying[2], 'g');
        end loop;
        if not found then
            raise exception 'no function asks %', saying[1];
        end if;
    end loop;
end
$$;

-- Contract: whose a new media item is that belongs to p_property or p_contact (at most one), else the caller's. Raises
-- SF422 at its pointer for a target that the caller may not read, SF403 for one that it may not write.
create or replace function media.target_owner(p_property uuid, p_contact uuid) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    owner uuid := app.user_id();
    writers uuid[];
begin
    if p_property is not null then
        select p.owner_id, p.editors into owner, writers from public.properties p
        where p.agency_id = app.agency_id() and p.id = p_property and p.deleted_at is null and app.may_read(p.owner_id, p.shared_with);
    elsif p_contact is not null then
        select c.owner_id, c.editors into owner, writers from public.contacts c
        where c.agency_id = app.agency_id() and c.id = p_contact and c.deleted_at is null and app.may_read(c.owner_id, c.shared_with);
    end if;
    if owner is null then
        perform app.fail('SF422', 'does not exist', jsonb_build_object('code', 'not_found',
            'pointer', case when p_property is not null then '/property_id' else '/contact_id' end));
    end if;
    if not app.may_write(owner, writers) then
        perform app.fail('SF403', 'you may read this record but not add to it',
                         jsonb_build_object('needs', 'owner of the record, or admin', 'owner_id', owner));
    end if;
    return owner;
end
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

commit;

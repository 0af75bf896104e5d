-- SPDX-License-Identifier: Apache-2.0
-- Who else in the agency may read or write a record that is not theirs. Kept here, a row a person; said again on the record and on
-- what is part of it (shared_with, editors), where the policies ask.
begin;

create domain public.share_access as text check (value in ('read', 'write'));

create table public.record_shares (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null,
    external_ref text check (length(external_ref) <= 120),
    property_id uuid,
    contact_id uuid,
    deal_id uuid,
    task_id uuid,
    user_id uuid not null references public.users (id),
    access public.share_access not null default 'read',
    shared_by uuid default app.user_id(),
    shared_with uuid[],
    editors uuid[],
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint record_shares_external_ref_key unique (agency_id, external_ref),
    constraint record_shares_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint record_shares_property_id_fkey foreign key (agency_id, property_id)
        references public.properties (agency_id, id) on delete cascade,
    constraint record_shares_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete cascade,
    constraint record_shares_deal_id_fkey foreign key (agency_id, deal_id) references public.deals (agency_id, id) on delete cascade,
    constraint record_shares_task_id_fkey foreign key (agency_id, task_id) references public.tasks (agency_id, id) on delete cascade
);
comment on column public.record_shares.owner_id is 'the record''s owner, also when that changes';
comment on table public.record_shares is 'each names one record: estate.complete_share refuses another number';
comment on column public.record_shares.user_id is 'with whom; no membership, since nobody inherits what was shared with a member who leaves';
comment on column public.record_shares.shared_by is 'no foreign key: who it was outlives them';
comment on column public.record_shares.shared_with is 'as the record''s, and of a task also whoever is to do it; so with editors';
comment on column public.record_shares.deleted_at is 'since when it is shared no more';

-- a record is shared with somebody once; ids of different tables differ
create unique index record_shares_user_id_key on public.record_shares (agency_id, coalesce(property_id, contact_id, deal_id, task_id), user_id)
    where deleted_at is null;
create index record_shares_list on public.record_shares (agency_id, created_at desc, id desc);
create index record_shares_sync on public.record_shares (agency_id, updated_at, id);
create index record_shares_owner on public.record_shares (agency_id, owner_id, created_at desc, id desc);
create index record_shares_person on public.record_shares (agency_id, user_id, created_at desc, id desc);
create index record_shares_user on public.record_shares (user_id);
create index record_shares_property on public.record_shares (agency_id, property_id, created_at desc, id desc) where property_id is not null;
create index record_shares_contact on public.record_shares (agency_id, contact_id, created_at desc, id desc) where contact_id is not null;
create index record_shares_deal on public.record_shares (agency_id, deal_id, created_at desc, id desc) where deal_id is not null;
create index record_shares_task on public.record_shares (agency_id, task_id, created_at desc, id desc) where task_id is not null;

call internal.protect('public.record_shares');
create policy read on public.record_shares for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id() or app.user_id() = any (shared_with)));
comment on policy read on public.record_shares is 'whoever may read the record';
create policy add on public.record_shares for insert
    with check (agency_id = app.agency_id()
                and (app.writes_all() or app.writes_own() and (owner_id = app.user_id() or app.user_id() = any (editors))));
comment on policy add on public.record_shares is 'whoever may write the record';
create policy change on public.record_shares for update
    using (agency_id = app.agency_id()
           and (app.writes_all() or app.writes_own() and (owner_id = app.user_id() or app.user_id() = any (editors))))
    with check (agency_id = app.agency_id()
                and (app.writes_all() or app.writes_own() and (owner_id = app.user_id() or app.user_id() = any (editors))));
comment on policy change on public.record_shares is 'whoever may write the record, also to share it no more';

grant select on public.record_shares to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, external_ref, property_id, contact_id, deal_id, task_id, user_id, access) on public.record_shares to stagefy_api;
grant update (external_ref, access, deleted_at) on public.record_shares to stagefy_api;

-- One more word in a list that other changes add to as well.
do $$
declare
    kinds text[];
begin
    select array_agg(m[1]) into kinds
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') m
    where c.contypid = 'public.notification_kind'::regtype and c.conname = 'notification_kind_check';
    alter domain public.notification_kind drop constraint notification_kind_check;
    execute format('alter domain public.notification_kind add constraint notification_kind_check check (value in (%s))',
                   (select string_agg(quote_literal(k), ', ') from unnest(kinds || '{record_shared}') k));
end
$$;

set role stagefy_definer;

insert into internal.notification_kinds (kind, in_app, mail) values ('record_shared', true, false);

-- The record that a share is of, locked: of two who share it at once the second counts what the first did. Who else may read and
-- write it; of a task, whoever is to do it may both.
create function internal.shared_record(p_share public.record_shares, out relation text, out link text, out id uuid, out owner uuid,
    out readers uuid[], out writers uuid[], out alive boolean, out name text)
language plpgsql volatile as $$
begin
    id := coalesce(p_share.property_id, p_share.contact_id, p_share.deal_id, p_share.task_id);
    if p_share.property_id is not null then
        relation := 'properties';
        link := 'property_id';
        -- photos before their property, as whoever puts them in order does (media/lock_order)
        perform 1 from public.media_items m where m.agency_id = p_share.agency_id and m.property_id = p_share.property_id order by m.id for no key update;
        select p.owner_id, p.shared_with, p.editors, p.deleted_at is null, concat_ws(', ', p.reference, p.address)
        into owner, readers, writers, alive, name
        from public.properties p where p.agency_id = p_share.agency_id and p.id = p_share.property_id for no key update;
    elsif p_share.contact_id is not null then
        relation := 'contacts';
        link := 'contact_id';
        select c.owner_id, c.shared_with, c.editors, c.deleted_at is null, c.name into owner, readers, writers, alive, name
        from public.contacts c where c.agency_id = p_share.agency_id and c.id = p_share.contact_id for no key update;
    elsif p_share.deal_id is not null then
        relation := 'deals';
        link := 'deal_id';
        select d.owner_id, d.shared_with, d.editors, d.deleted_at is null, d.title into owner, readers, writers, alive, name
        from public.deals d where d.agency_id = p_share.agency_id and d.id = p_share.deal_id for no key update;
    else
        relation := 'tasks';
        link := 'task_id';
        select t.owner_id, array_append(t.shared_with, t.assignee_id), array_append(t.editors, t.assignee_id), t.deleted_at is null, t.title
        into owner, readers, writers, alive, name
        from public.tasks t where t.agency_id = p_share.agency_id and t.id = p_share.task_id for no key update;
    end if;
end
$$;

-- What may be shared, by whom and with whom; and with it the share is its record's: the same people read and write both.
create function estate.complete_share() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    whole record;
    role text;
begin
    if num_nonnulls(new.property_id, new.contact_id, new.deal_id, new.task_id) <> 1 then
        perform app.fail('SF422', 'exactly one of property_id, contact_id, deal_id and task_id is required', '{"pointer": "", "code": "required"}');
    end if;
    select r.* into whole from internal.shared_record(new) r;
    if tg_op = 'INSERT' and app.user_id() is not null then
        if whole.alive is not true or not app.may_read(whole.owner, whole.readers) then
            perform app.fail('SF422', 'does not exist', jsonb_build_object('pointer', '/' || whole.link, 'code', 'not_found'));
        elsif not app.may_write(whole.owner, whole.writers) then
            perform app.fail('SF403', 'you may read this record, but not share it: ask its owner, or an admin',
                             jsonb_build_object('needs', 'owner of the record, or admin', 'owner_id', whole.owner));
        end if;
    end if;
    if new.deleted_at is null and (tg_op = 'INSERT' or new.access <> old.access or old.deleted_at is not null) then
        select m.role into role from public.memberships m
        where m.agency_id = new.agency_id and m.user_id = new.user_id and m.left_at is null;
        if role is null then
            perform app.fail('SF422', 'is no member of the agency', '{"pointer": "/user_id", "code": "not_found"}');
        elsif new.user_id = whole.owner then
            perform app.fail('SF422', 'owns it', '{"pointer": "/user_id", "code": "not_allowed"}');
        elsif new.access = 'write' and role = 'viewer' then
            perform app.fail('SF422', 'is more than a viewer may do', '{"pointer": "/access", "code": "not_allowed"}');
        end if;
    end if;
    new.owner_id := whole.owner;
    new.editors := whole.writers;
    -- whoever is concerned hears of it, also of its end
    new.shared_with := array_append(array_remove(whole.readers, new.user_id), new.user_id);
    return new;
end
$$;

-- With whom the record of p_share is shared, written where its policies ask.
create function internal.settle_shares(p_share public.record_shares) returns void
language plpgsql volatile as $$
declare
    whole record;
    readers uuid[];
    writers uuid[];
begin
    select r.* into whole from internal.shared_record(p_share) r;
    execute format('select array_agg(s.user_id order by s.user_id), array_agg(s.user_id order by s.user_id) filter (where s.access = ''write'')
                    from public.record_shares s where s.agency_id = $1 and s.%I = $2 and s.deleted_at is null', whole.link)
    into readers, writers using p_share.agency_id, whole.id;
    execute format('update public.%I t set shared_with = $1, editors = $2
                    where t.agency_id = $3 and t.id = $4 and (t.shared_with is distinct from $1 or t.editors is distinct from $2)', whole.relation)
    using readers, writers, p_share.agency_id, whole.id;
end
$$;

-- What is shared or not any more counts at once; whoever it is shared with is told.
create function estate.settle_share() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    whole record;
begin
    if tg_op <> 'INSERT' then
        perform internal.settle_shares(old);
    end if;
    if tg_op <> 'DELETE' then
        perform internal.settle_shares(new);
        if new.deleted_at is null and (tg_op = 'INSERT' or old.deleted_at is not null) then
            select r.* into whole from internal.shared_record(new) r;
            perform notify.tell(new.agency_id, new.user_id, 'record_shared',
                jsonb_build_object('name', whole.name, 'access', new.access, 'by', coalesce(m.display_name, u.full_name, u.email::text, a.name),
                                   'path', case whole.relation when 'tasks' then 'tasks' else whole.relation || '/' || whole.id end),
                whole.relation, whole.id)
            from public.users u join public.agencies a on a.id = new.agency_id
            left join public.memberships m on m.agency_id = a.id and m.user_id = u.id
            where u.id = new.shared_by;
        end if;
    end if;
    return null;
end
$$;

-- What is part of a record is shared as the record is; of what is about several, the deal counts, else the property, else the contact.
-- Before insert, and before another record is named. Arguments: which of the three a row of that table may name.
create function estate.share_as_record() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.shared_with := null;
    new.editors := null;
    -- one test inside the other: a table without the column must not be asked for it
    if 'deal_id' = any (tg_argv) then
        if new.deal_id is not null then
            select d.shared_with, d.editors into new.shared_with, new.editors from public.deals d
            where d.agency_id = new.agency_id and d.id = new.deal_id;
            return new;
        end if;
    end if;
    if 'property_id' = any (tg_argv) then
        if new.property_id is not null then
            select p.shared_with, p.editors into new.shared_with, new.editors from public.properties p
            where p.agency_id = new.agency_id and p.id = new.property_id;
            return new;
        end if;
    end if;
    if 'contact_id' = any (tg_argv) then
        if new.contact_id is not null then
            select c.shared_with, c.editors into new.shared_with, new.editors from public.contacts c
            where c.agency_id = new.agency_id and c.id = new.contact_id;
        end if;
    end if;
    return new;
end
$$;

-- What is part of a record is shared with it.
create function estate.share_parts() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_table_name = 'tasks' then
        update public.record_shares s
        set shared_with = array_append(new.shared_with, new.assignee_id), editors = array_append(new.editors, new.assignee_id)
        where s.agency_id = new.agency_id and s.task_id = new.id;
    elsif tg_table_name = 'deals' then
        update public.deal_parties p set shared_with = new.shared_with, editors = new.editors where p.agency_id = new.agency_id and p.deal_id = new.id;
        update public.activities a set shared_with = new.shared_with, editors = new.editors where a.agency_id = new.agency_id and a.deal_id = new.id;
        update public.record_shares s set shared_with = new.shared_with, editors = new.editors where s.agency_id = new.agency_id and s.deal_id = new.id;
    elsif tg_table_name = 'properties' then
        update public.media_items m set shared_with = new.shared_with, editors = new.editors where m.agency_id = new.agency_id and m.property_id = new.id;
        update public.activities a set shared_with = new.shared_with, editors = new.editors
        where a.agency_id = new.agency_id and a.property_id = new.id and a.deal_id is null;
        update public.record_shares s set shared_with = new.shared_with, editors = new.editors where s.agency_id = new.agency_id and s.property_id = new.id;
    else
        update public.contact_emails e set shared_with = new.shared_with, editors = new.editors where e.agency_id = new.agency_id and e.contact_id = new.id;
        update public.contact_phones p set shared_with = new.shared_with, editors = new.editors where p.agency_id = new.agency_id and p.contact_id = new.id;
        update public.contact_consents c set shared_with = new.shared_with, editors = new.editors where c.agency_id = new.agency_id and c.contact_id = new.id;
        update public.buyer_requests r set shared_with = new.shared_with, editors = new.editors where r.agency_id = new.agency_id and r.contact_id = new.id;
        update public.conversations c set shared_with = new.shared_with, editors = new.editors where c.agency_id = new.agency_id and c.contact_id = new.id;
        update public.messages m set shared_with = new.shared_with, editors = new.editors where m.agency_id = new.agency_id and m.contact_id = new.id;
        update public.media_items m set shared_with = new.shared_with, editors = new.editors
        where m.agency_id = new.agency_id and m.contact_id = new.id and m.property_id is null;
        update public.activities a set shared_with = new.shared_with, editors = new.editors
        where a.agency_id = new.agency_id and a.contact_id = new.id and a.property_id is null and a.deal_id is null;
        update public.record_shares s set shared_with = new.shared_with, editors = new.editors where s.agency_id = new.agency_id and s.contact_id = new.id;
    end if;
    return null;
end
$$;

-- A record that goes over stays shared, but for its new owner, who has it. Argument: the column of record_shares that names it.
create function estate.hand_over_shares() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    execute format('update public.record_shares s set owner_id = $1 where s.agency_id = $2 and s.%I = $3 and s.owner_id <> $1', tg_argv[0])
    using new.owner_id, new.agency_id, new.id;
    execute format('update public.record_shares s set deleted_at = app.now()
                    where s.agency_id = $2 and s.%I = $3 and s.user_id = $1 and s.deleted_at is null', tg_argv[0])
    using new.owner_id, new.agency_id, new.id;
    return null;
end
$$;

-- A member who leaves loses what was shared with them, for good.
create function estate.end_shares() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.record_shares s set deleted_at = app.now()
    where s.agency_id = new.agency_id and s.user_id = new.user_id and s.deleted_at is null;
    return null;
end
$$;

grant execute on function estate.complete_share(), estate.settle_share(), estate.share_as_record(), estate.share_parts(),
    estate.hand_over_shares(), estate.end_shares() to stagefy_owner;

reset role;

create trigger complete before insert or update of access, deleted_at, property_id, contact_id, deal_id, task_id on public.record_shares
    for each row execute function estate.complete_share();
create trigger touch before update on public.record_shares
    for each row execute function app.touch_row('owner_id', 'property_id', 'contact_id', 'deal_id', 'task_id', 'deleted_at');
create trigger changes after insert or update or delete on public.record_shares
    for each row execute function internal.record_change('records');
create trigger settle after insert or delete or update of access, deleted_at, property_id, contact_id, deal_id, task_id on public.record_shares
    for each row execute function estate.settle_share();

create trigger share_parts after update of shared_with, editors on public.properties
    for each row when (old.shared_with is distinct from new.shared_with or old.editors is distinct from new.editors)
    execute function estate.share_parts();
create trigger share_parts after update of shared_with, editors on public.contacts
    for each row when (old.shared_with is distinct from new.shared_with or old.editors is distinct from new.editors)
    execute function estate.share_parts();
create trigger share_parts after update of shared_with, editors on public.deals
    for each row when (old.shared_with is distinct from new.shared_with or old.editors is distinct from new.editors)
    execute function estate.share_parts();
create trigger share_parts after update of shared_with, editors, assignee_id on public.tasks
    for each row when (old.shared_with is distinct from new.shared_with or old.editors is distinct from new.editors
                       or old.assignee_id <> new.assignee_id and new.shared_with is not null)
    execute function estate.share_parts();

create trigger hand_over_shares after update of owner_id on public.properties
    for each row when (old.owner_id <> new.owner_id) execute function estate.hand_over_shares('property_id');
create trigger hand_over_shares after update of owner_id on public.contacts
    for each row when (old.owner_id <> new.owner_id) execute function estate.hand_over_shares('contact_id');
create trigger hand_over_shares after update of owner_id on public.deals
    for each row when (old.owner_id <> new.owner_id) execute function estate.hand_over_shares('deal_id');
create trigger hand_over_shares after update of owner_id on public.tasks
    for each row when (old.owner_id <> new.owner_id) execute function estate.hand_over_shares('task_id');
create trigger end_shares after update of left_at on public.memberships
    for each row when (old.left_at is null and new.left_at is not null) execute function estate.end_shares();

create trigger share before insert or update of contact_id on public.contact_emails
    for each row execute function estate.share_as_record('contact_id');
create trigger share before insert or update of contact_id on public.contact_phones
    for each row execute function estate.share_as_record('contact_id');
create trigger share before insert or update of contact_id on public.contact_consents
    for each row execute function estate.share_as_record('contact_id');
create trigger share before insert or update of contact_id on public.buyer_requests
    for each row execute function estate.share_as_record('contact_id');
create trigger share before insert or update of contact_id on public.conversations
    for each row execute function estate.share_as_record('contact_id');
create trigger share before insert or update of contact_id on public.messages
    for each row execute function estate.share_as_record('contact_id');
create trigger share before insert or update of deal_id on public.deal_parties
    for each row execute function estate.share_as_record('deal_id');
create trigger share before insert or update of property_id, contact_id on public.media_items
    for each row execute function estate.share_as_record('property_id', 'contact_id');
create trigger share before insert or update of deal_id, property_id, contact_id on public.activities
    for each row execute function estate.share_as_record('deal_id', 'property_id', 'contact_id');

commit;

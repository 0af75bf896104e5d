-- SPDX-License-Identifier: Apache-2.0
-- A contact's telephone numbers. contacts.phone shows the primary one, whichever of the two is written.
begin;

create table public.contact_phones (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    contact_id uuid not null,
    phone public.phone_number not null,
    phone_raw text check (length(phone_raw) <= 80),
    label text check (length(label) <= 40),
    is_primary boolean not null default false,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint contact_phones_external_ref_key unique (agency_id, external_ref),
    constraint contact_phones_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint contact_phones_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete cascade
);
comment on column public.contact_phones.owner_id is 'always the contact''s';
comment on column public.contact_phones.phone_raw is 'what was typed';

-- A household or an office shares its number: each contact has it once.
create unique index contact_phones_phone_key on public.contact_phones (agency_id, phone, contact_id) where deleted_at is null;
create index contact_phones_contact on public.contact_phones (agency_id, contact_id, created_at desc, id desc);
create index contact_phones_owner on public.contact_phones (agency_id, owner_id, created_at desc, id desc);
create index contact_phones_list on public.contact_phones (agency_id, created_at desc, id desc);
create index contact_phones_sync on public.contact_phones (agency_id, updated_at, id);

call internal.protect('public.contact_phones');
create policy read on public.contact_phones for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.contact_phones is 'whoever may read the contact: the owner is the same';
create policy add on public.contact_phones for insert
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.contact_phones is 'whoever may write the contact';
create policy change on public.contact_phones for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.contact_phones is 'whoever may write the contact';

grant select on public.contact_phones to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, external_ref, contact_id, phone, phone_raw, label, is_primary) on public.contact_phones to stagefy_api;
grant update (external_ref, phone, phone_raw, label, is_primary, deleted_at) on public.contact_phones to stagefy_api;

set role stagefy_definer;

-- The numbers that contacts have already, before anything below tells of them.
insert into public.contact_phones (agency_id, owner_id, contact_id, phone, phone_raw, is_primary, created_at, deleted_at)
select c.agency_id, c.owner_id, c.id, c.phone, c.phone_raw, true, c.created_at, c.deleted_at from public.contacts c where c.phone is not null;

-- For any table whose rows are parts of a contact (agency_id, contact_id, owner_id, deleted_at). The owner is the contact's, so
-- that both are readable and writable by the same people; parts of one that was deleted go over by themselves.
create function estate.own_contact_part() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    owner uuid;
begin
    select c.owner_id into owner from public.contacts c
    where c.agency_id = new.agency_id and c.id = new.contact_id and c.deleted_at is null
      and (app.user_id() is null or app.reads_all() or c.owner_id = app.user_id());
    if found then
        new.owner_id := owner;
    elsif new.deleted_at is null then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/contact_id", "code": "not_found"}');
    end if;
    return new;
end
$$;

-- On contacts, with the table of the parts as its argument: they go over with the contact, go with it, and those that went
-- with it come back.
create function estate.follow_contact() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.deleted_at is distinct from old.deleted_at then
        execute format('update public.%I p set deleted_at = $1
                        where p.agency_id = $2 and p.contact_id = $3 and p.deleted_at is not distinct from $4', tg_argv[0])
        using new.deleted_at, new.agency_id, new.id, old.deleted_at;
    end if;
    if new.owner_id <> old.owner_id then
        execute format('update public.%I p set owner_id = $1 where p.agency_id = $2 and p.contact_id = $3', tg_argv[0])
        using new.owner_id, new.agency_id, new.id;
    end if;
    return null;
end
$$;

-- Contract: leaves exactly one primary among the live numbers of a contact, p_preferred before the present one before
-- the oldest, and contacts.phone equal to it. Writes only what differs, so that the triggers below come to rest.
create function estate.settle_phones(p_agency uuid, p_contact uuid, p_preferred uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    chosen public.contact_phones;
begin
    perform 1 from public.contacts c where c.agency_id = p_agency and c.id = p_contact for update;
    select e.* into chosen from public.contact_phones e
    where e.agency_id = p_agency and e.contact_id = p_contact and e.deleted_at is null
    order by (e.id = p_preferred) is true desc, e.is_primary desc, e.created_at, e.id limit 1;
    update public.contact_phones e set is_primary = (e.id = chosen.id)
    where e.agency_id = p_agency and e.contact_id = p_contact and e.deleted_at is null and e.is_primary <> (e.id = chosen.id);
    update public.contacts c set phone = chosen.phone, phone_raw = chosen.phone_raw
    where c.agency_id = p_agency and c.id = p_contact and c.deleted_at is null and c.phone is distinct from chosen.phone;
end
$$;

-- The first live number is the primary one from the start: what an insert answers must be what stands there afterwards.
create function estate.begin_contact_phone() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.is_primary := not exists (select from public.contact_phones e where e.agency_id = new.agency_id
                                  and e.contact_id = new.contact_id and e.deleted_at is null and e.is_primary);
    return new;
end
$$;

create function estate.mirror_contact_phone() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform estate.settle_phones(new.agency_id, new.contact_id,
        case when new.is_primary and (tg_op = 'INSERT' or not old.is_primary) then new.id end);
    return null;
end
$$;

create function estate.mirror_phone() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    existing public.contact_phones;
begin
    if new.deleted_at is not null or tg_op = 'UPDATE' and new.phone is not distinct from old.phone then
        return null;
    end if;
    select e.* into existing from public.contact_phones e
    where e.agency_id = new.agency_id and e.contact_id = new.id and e.deleted_at is null and e.is_primary;
    if new.phone is not distinct from existing.phone then
        return null;
    end if;
    if new.phone is null then
        update public.contact_phones e set deleted_at = app.now(), is_primary = false
        where e.agency_id = new.agency_id and e.id = existing.id;
    elsif exists (select from public.contact_phones e where e.agency_id = new.agency_id and e.contact_id = new.id
                  and e.deleted_at is null and e.phone = new.phone) then
        update public.contact_phones e set is_primary = true
        where e.agency_id = new.agency_id and e.contact_id = new.id and e.deleted_at is null and e.phone = new.phone;
    elsif existing.id is not null then
        update public.contact_phones e set phone = new.phone, phone_raw = new.phone_raw
        where e.agency_id = new.agency_id and e.id = existing.id;
    else
        insert into public.contact_phones (agency_id, contact_id, owner_id, phone, phone_raw, is_primary)
        values (new.agency_id, new.id, new.owner_id, new.phone, new.phone_raw, true);
    end if;
    return null;
end
$$;

grant execute on function estate.own_contact_part(), estate.follow_contact(), estate.begin_contact_phone(), estate.mirror_contact_phone(),
    estate.mirror_phone() to stagefy_owner;

reset role;

-- Runs as whoever writes: settle_phones may.
create function estate.keep_primary_phone() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user <> 'stagefy_definer' and new.deleted_at is null then
        perform app.fail('SF422', 'cannot be taken from the primary number: give it to another one',
                         '{"pointer": "/is_primary", "code": "required"}');
    end if;
    return new;
end
$$;

create trigger begin before insert on public.contact_phones
    for each row when (new.deleted_at is null and not new.is_primary) execute function estate.begin_contact_phone();
create trigger keep before update on public.contact_phones
    for each row when (old.is_primary and not new.is_primary) execute function estate.keep_primary_phone();
create trigger own before insert or update of owner_id on public.contact_phones
    for each row execute function estate.own_contact_part();
create trigger touch before update on public.contact_phones
    for each row execute function app.touch_row('owner_id', 'phone_raw', 'deleted_at');
create trigger changes after insert or update or delete on public.contact_phones
    for each row execute function internal.record_change('records');
create trigger mirror after insert or update of phone, is_primary, deleted_at on public.contact_phones
    for each row execute function estate.mirror_contact_phone();
create trigger follow_phones after update of owner_id, deleted_at on public.contacts
    for each row execute function estate.follow_contact('contact_phones');
create trigger mirror_phone after insert or update of phone, deleted_at on public.contacts
    for each row execute function estate.mirror_phone();

commit;

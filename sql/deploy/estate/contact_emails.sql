-- SPDX-License-Identifier: Apache-2.0
-- A contact's addresses. contacts.email shows the primary one, whichever of the two is written.
begin;

create table public.contact_emails (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    contact_id uuid not null,
    email public.email_address not null,
    label text check (length(label) <= 40),
    is_primary boolean not null default false,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint contact_emails_external_ref_key unique (agency_id, external_ref),
    constraint contact_emails_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint contact_emails_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete cascade
);
comment on column public.contact_emails.owner_id is 'always the contact''s';

create unique index contact_emails_email_key on public.contact_emails (agency_id, email) where deleted_at is null;
create index contact_emails_contact on public.contact_emails (agency_id, contact_id);
create index contact_emails_owner on public.contact_emails (agency_id, owner_id);
create index contact_emails_list on public.contact_emails (agency_id, created_at desc, id desc);
create index contact_emails_sync on public.contact_emails (agency_id, updated_at, id);

call internal.protect('public.contact_emails');
create policy read on public.contact_emails for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.contact_emails is 'whoever may read the contact: the owner is the same';
create policy add on public.contact_emails for insert
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.contact_emails is 'whoever may write the contact';
create policy change on public.contact_emails for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.contact_emails is 'whoever may write the contact';

grant select on public.contact_emails to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, owner_id, external_ref, contact_id, email, label, is_primary) on public.contact_emails to stagefy_api;
grant update (owner_id, external_ref, email, label, is_primary, deleted_at) on public.contact_emails to stagefy_api;

set role stagefy_definer;

-- Contract: leaves exactly one primary among the live addresses of a contact, p_preferred before the present one before
-- the oldest, and contacts.email equal to it. Writes only what differs, so that the triggers below come to rest.
create function estate.settle_emails(p_agency uuid, p_contact uuid, p_preferred uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    chosen uuid;
    address text;
begin
    perform 1 from public.contacts c where c.agency_id = p_agency and c.id = p_contact for update;
    select e.id, e.email into chosen, address from public.contact_emails e
    where e.agency_id = p_agency and e.contact_id = p_contact and e.deleted_at is null
    order by (e.id = p_preferred) is true desc, e.is_primary desc, e.created_at, e.id limit 1;
    update public.contact_emails e set is_primary = (e.id = chosen)
    where e.agency_id = p_agency and e.contact_id = p_contact and e.deleted_at is null and e.is_primary <> (e.id = chosen);
    update public.contacts c set email = address
    where c.agency_id = p_agency and c.id = p_contact and c.deleted_at is null and c.email is distinct from address;
end
$$;

-- The owner is the contact's, so that both are readable and writable by the same people. The first live address is the
-- primary one from the start: what an insert answers must be what stands there afterwards.
create function estate.own_contact_email() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    select c.owner_id into new.owner_id from public.contacts c
    where c.agency_id = new.agency_id and c.id = new.contact_id and c.deleted_at is null
      and (app.user_id() is null or app.reads_all() or c.owner_id = app.user_id());
    if not found and new.deleted_at is null then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/contact_id", "code": "not_found"}');
    end if;
    if tg_op = 'INSERT' and new.deleted_at is null and not new.is_primary then
        new.is_primary := not exists (select from public.contact_emails e where e.agency_id = new.agency_id
                                      and e.contact_id = new.contact_id and e.deleted_at is null and e.is_primary);
    end if;
    return new;
end
$$;

create function estate.mirror_contact_email() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform estate.settle_emails(new.agency_id, new.contact_id,
        case when new.is_primary and (tg_op = 'INSERT' or not old.is_primary) then new.id end);
    return null;
end
$$;

create function estate.mirror_contact() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    existing public.contact_emails;
begin
    -- parts go and come back with the whole; only those that went with it come back
    if tg_op = 'UPDATE' and new.deleted_at is distinct from old.deleted_at then
        update public.contact_emails e set deleted_at = new.deleted_at
        where e.agency_id = new.agency_id and e.contact_id = new.id and e.deleted_at is not distinct from old.deleted_at;
    end if;
    if tg_op = 'UPDATE' and new.owner_id <> old.owner_id then
        update public.contact_emails e set owner_id = new.owner_id where e.agency_id = new.agency_id and e.contact_id = new.id;
    end if;
    if new.deleted_at is not null or tg_op = 'UPDATE' and new.email is not distinct from old.email then
        return null;
    end if;

    select e.* into existing from public.contact_emails e
    where e.agency_id = new.agency_id and e.contact_id = new.id and e.deleted_at is null and e.is_primary;
    if new.email is not distinct from existing.email then
        return null;
    end if;
    if new.email is null then
        update public.contact_emails e set deleted_at = app.now(), is_primary = false
        where e.agency_id = new.agency_id and e.id = existing.id;
    elsif exists (select from public.contact_emails e where e.agency_id = new.agency_id and e.contact_id = new.id
                  and e.deleted_at is null and e.email = new.email) then
        update public.contact_emails e set is_primary = true
        where e.agency_id = new.agency_id and e.contact_id = new.id and e.deleted_at is null and e.email = new.email;
    elsif existing.id is not null then
        update public.contact_emails e set email = new.email where e.agency_id = new.agency_id and e.id = existing.id;
    else
        insert into public.contact_emails (agency_id, contact_id, owner_id, email, is_primary)
        values (new.agency_id, new.id, new.owner_id, new.email, true);
    end if;
    return null;
end
$$;

grant execute on function estate.own_contact_email(), estate.mirror_contact_email(), estate.mirror_contact() to stagefy_owner;

reset role;

-- Runs as whoever writes: settle_emails may. A client makes another address the primary one instead; if the last one could
-- step down, it would be primary again by the time the answer is read.
create function estate.keep_primary() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user <> 'stagefy_definer' and new.deleted_at is null then
        perform app.fail('SF422', 'cannot be taken from the primary address: give it to another one',
                         '{"pointer": "/is_primary", "code": "required"}');
    end if;
    return new;
end
$$;

create trigger keep before update on public.contact_emails
    for each row when (old.is_primary and not new.is_primary) execute function estate.keep_primary();
create trigger own before insert or update of owner_id on public.contact_emails
    for each row execute function estate.own_contact_email();
create trigger touch before update on public.contact_emails
    for each row execute function app.touch_row('owner_id', 'deleted_at');
create trigger changes after insert or update or delete on public.contact_emails
    for each row execute function internal.record_change('records');
create trigger mirror after insert or update of email, is_primary, deleted_at on public.contact_emails
    for each row execute function estate.mirror_contact_email();
create trigger mirror after insert or update of email, owner_id, deleted_at on public.contacts
    for each row execute function estate.mirror_contact();

commit;

-- SPDX-License-Identifier: Apache-2.0
-- The people an agency deals with; signing in is not theirs.
begin;

create domain public.contact_type as text check (value in ('lead', 'buyer', 'seller', 'investor', 'other'));
create domain public.contact_status as text check (value in ('lead', 'active', 'closed'));

create table public.contacts (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    name text not null check (length(name) between 1 and 200),
    username text check (length(username) <= 80),
    email public.email_address,
    phone public.phone_number,
    phone_raw text check (length(phone_raw) <= 80),
    type public.contact_type not null default 'other',
    status public.contact_status not null default 'lead',
    notes text check (length(notes) <= 10000),
    tags text[] not null default '{}',
    last_contacted_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint contacts_external_ref_key unique (agency_id, external_ref),
    constraint contacts_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id)
);
comment on column public.contacts.email is 'mirrors the primary row of contact_emails';
comment on column public.contacts.phone_raw is 'what was typed';

create index contacts_list on public.contacts (agency_id, created_at desc, id desc);
create index contacts_sync on public.contacts (agency_id, updated_at, id);
create index idx_crm_contacts_user_id on public.contacts (agency_id, owner_id, created_at desc, id desc);
create index idx_crm_contacts_status on public.contacts (agency_id, status, created_at desc, id desc) where deleted_at is null;
create index idx_crm_contacts_type on public.contacts (agency_id, type, created_at desc, id desc) where deleted_at is null;
create index idx_crm_contacts_name on public.contacts (agency_id, name, id) where deleted_at is null;
create index contacts_email on public.contacts (agency_id, email) where deleted_at is null;
create index contacts_phone on public.contacts (agency_id, phone) where deleted_at is null;
create index contacts_last_contacted on public.contacts (agency_id, last_contacted_at, id) where deleted_at is null;

call internal.protect('public.contacts');
create policy read on public.contacts for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.contacts is 'members: all under team visibility, else their own; admins and owners: all';
create policy add on public.contacts for insert
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.contacts is 'agents: for themselves; admins and owners: for anybody';
create policy change on public.contacts for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.contacts is 'agents: their own, which stay theirs; admins and owners: all';

grant select on public.contacts to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, owner_id, external_ref, name, username, email, phone, phone_raw, type, status, notes, tags,
              last_contacted_at) on public.contacts to stagefy_api;
grant update (owner_id, external_ref, name, username, email, phone, phone_raw, type, status, notes, tags,
              last_contacted_at, deleted_at) on public.contacts to stagefy_api;

create trigger touch before update on public.contacts
    for each row execute function app.touch_row('phone_raw', 'deleted_at');
create trigger changes after insert or update or delete on public.contacts
    for each row execute function internal.record_change('records');

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What a person agreed to, when and how, and when they took it back: what an agency has to be able to show.
begin;

create domain public.consent_purpose as text check (value in ('contact', 'offers', 'newsletter', 'sharing', 'other'));
create domain public.consent_method as text check (value in ('in_person', 'phone', 'email', 'form', 'paper', 'other'));

create table public.contact_consents (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    contact_id uuid not null,
    purpose public.consent_purpose not null,
    method public.consent_method not null,
    wording text check (length(wording) between 1 and 2000),
    given_at timestamptz not null default app.now(),
    withdrawn_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint contact_consents_external_ref_key unique (agency_id, external_ref),
    constraint contact_consents_withdrawn_at_check check (withdrawn_at >= given_at),
    constraint contact_consents_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint contact_consents_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete cascade
);
comment on column public.contact_consents.owner_id is 'always the contact''s';

create index contact_consents_contact on public.contact_consents (agency_id, contact_id, created_at desc, id desc);
create index contact_consents_owner on public.contact_consents (agency_id, owner_id, created_at desc, id desc);
create index contact_consents_purpose on public.contact_consents (agency_id, purpose, created_at desc, id desc) where deleted_at is null;
create index contact_consents_list on public.contact_consents (agency_id, created_at desc, id desc);
create index contact_consents_sync on public.contact_consents (agency_id, updated_at, id);

call internal.protect('public.contact_consents');
create policy read on public.contact_consents for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.contact_consents is 'whoever may read the contact: the owner is the same';
create policy add on public.contact_consents for insert
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.contact_consents is 'whoever may write the contact';
create policy change on public.contact_consents for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.contact_consents is 'whoever may write the contact';

grant select on public.contact_consents to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, external_ref, contact_id, purpose, method, wording, given_at, withdrawn_at) on public.contact_consents to stagefy_api;
-- What was agreed to stays as it was written down; it ends, or the entry was a mistake and goes.
grant update (external_ref, withdrawn_at, deleted_at) on public.contact_consents to stagefy_api;

create trigger own before insert or update of owner_id on public.contact_consents
    for each row execute function estate.own_contact_part();
create trigger touch before update on public.contact_consents
    for each row execute function app.touch_row('owner_id', 'deleted_at');
create trigger changes after insert or update or delete on public.contact_consents
    for each row execute function internal.record_change('records');
create trigger follow_consents after update of owner_id, deleted_at on public.contacts
    for each row execute function estate.follow_contact('contact_consents');

commit;

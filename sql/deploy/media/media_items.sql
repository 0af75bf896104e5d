-- SPDX-License-Identifier: Apache-2.0
-- Photos, films and documents. Files live in the object store; here is what they are and where.
begin;

create domain public.media_type as text check (value in ('image', 'video', 'template', 'document'));
create domain public.media_status as text check (value in ('pending', 'ready', 'rejected'));
create domain public.media_review as text check (value in ('pending', 'accepted', 'rejected'));
create domain public.storage_provider as text check (value in ('local', 's3', 'supabase', 'vercel_blob'));

create table public.media_items (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    type public.media_type not null,
    file_name text not null check (length(file_name) between 1 and 255),
    storage_key text not null check (length(storage_key) <= 500),
    provider public.storage_provider not null,
    content_type text not null check (length(content_type) <= 127),
    size bigint not null check (size >= 0),
    sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
    width int check (width > 0),
    height int check (height > 0),
    taken_at timestamptz,
    note text check (length(note) <= 2000),
    title text check (length(title) <= 200),
    description text check (length(description) <= 10000),
    tags text[] not null default '{}',
    is_favorite boolean not null default false,
    property_id uuid,
    contact_id uuid,
    project_id uuid,
    position int check (position > 0),
    credits_used int not null default 0 check (credits_used >= 0),
    status public.media_status not null default 'pending',
    review public.media_review not null default 'accepted',
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint media_items_external_ref_key unique (agency_id, external_ref),
    constraint media_items_storage_key_key unique (agency_id, storage_key),
    constraint media_items_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint media_items_property_id_fkey foreign key (agency_id, property_id)
        references public.properties (agency_id, id) on delete set null (property_id),
    constraint media_items_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete set null (contact_id)
);
comment on column public.media_items.position is 'place in the property''s gallery, from 1; gaps and ties are possible';

create index media_items_list on public.media_items (agency_id, created_at desc, id desc);
create index media_items_sync on public.media_items (agency_id, updated_at, id);
create index idx_media_items_user_id on public.media_items (agency_id, owner_id, created_at desc, id desc);
create index idx_media_items_listing_id on public.media_items (agency_id, property_id, position, id);
create index idx_media_items_type on public.media_items (agency_id, type, created_at desc, id desc) where deleted_at is null;
create index idx_media_items_project_id on public.media_items (agency_id, project_id) where project_id is not null;
create index media_items_contact on public.media_items (agency_id, contact_id) where contact_id is not null;
create index media_items_favorites on public.media_items (agency_id, created_at desc, id desc) where is_favorite and deleted_at is null;
create index media_items_sha256 on public.media_items (agency_id, sha256);

call internal.protect('public.media_items');
create policy read on public.media_items for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.media_items is 'members: all under team visibility, else their own; admins and owners: all';
create policy change on public.media_items for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.media_items is
    'agents: their own, which stay theirs; admins and owners: all. media.commit_upload makes them';

grant select on public.media_items to stagefy_api, stagefy_jobs, stagefy_read;
grant update (owner_id, external_ref, taken_at, note, title, description, tags, is_favorite, property_id, contact_id,
              project_id, review, deleted_at) on public.media_items to stagefy_api;

create trigger touch before update on public.media_items
    for each row execute function app.touch_row('type', 'storage_key', 'provider', 'content_type', 'size', 'sha256', 'width',
                                                'height', 'position', 'credits_used', 'status', 'deleted_at');
create trigger changes after insert or update or delete on public.media_items
    for each row execute function internal.record_change('records');

-- Named here and not with its table: the two point at each other.
alter table public.properties add constraint properties_cover_media_id_fkey foreign key (agency_id, cover_media_id)
    references public.media_items (agency_id, id) on delete set null (cover_media_id);
alter table public.agencies add constraint agencies_logo_media_id_fkey foreign key (id, logo_media_id)
    references public.media_items (agency_id, id) on delete set null (logo_media_id);
create index agencies_logo on public.agencies (id, logo_media_id) where logo_media_id is not null;

commit;

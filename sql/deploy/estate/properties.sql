-- SPDX-License-Identifier: Apache-2.0
-- What an agency sells or lets.
begin;

create domain public.listing_status as text check (value in ('draft', 'active', 'pending', 'sold', 'off_market'));
create domain public.property_type as text
    check (value in ('house', 'apartment', 'land', 'commercial', 'office', 'garage', 'other'));
create domain public.transaction_type as text check (value in ('sale', 'rent'));
create domain public.energy_class as text check (value in ('A+', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'));

create table public.properties (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    reference text check (length(reference) between 1 and 40),
    title public.i18n not null default '{}',
    description public.i18n not null default '{}',
    status public.listing_status not null default 'draft',
    property_type public.property_type not null default 'house',
    transaction public.transaction_type not null default 'sale',
    address text not null check (length(address) between 1 and 300),
    city text check (length(city) <= 120),
    state text check (length(state) <= 120),
    zip_code text check (length(zip_code) <= 20),
    country public.country_code,
    latitude numeric(9, 6) check (latitude between -90 and 90),
    longitude numeric(9, 6) check (longitude between -180 and 180),
    price numeric(14, 2) check (price >= 0),
    currency public.currency_code not null,
    bedrooms int check (bedrooms between 0 and 99),
    bathrooms numeric(3, 1) check (bathrooms between 0 and 99),
    living_area numeric(10, 2) check (living_area >= 0),
    lot_area numeric(12, 2) check (lot_area >= 0),
    sqft int generated always as (round(living_area * 10.7639104)::int) stored,
    year_built int check (year_built between 1000 and 2200),
    energy_class public.energy_class,
    features text[] not null default '{}',
    notes text check (length(notes) <= 10000),
    contact_id uuid,
    cover_media_id uuid,
    media_count int not null default 0,
    published_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint properties_external_ref_key unique (agency_id, external_ref),
    constraint properties_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint properties_contact_id_fkey foreign key (agency_id, contact_id) references public.contacts (agency_id, id) on delete set null (contact_id)
);
comment on column public.properties.living_area is 'm²';
comment on column public.properties.lot_area is 'm²';
comment on column public.properties.published_at is 'when status first became active';

-- Constraints are named <table>_<column>_key or _fkey: a refusal then names the field that the client sent.
create unique index properties_reference_key on public.properties (agency_id, reference) where deleted_at is null;
create index properties_list on public.properties (agency_id, created_at desc, id desc);
create index properties_sync on public.properties (agency_id, updated_at, id);
create index idx_crm_listings_user_id on public.properties (agency_id, owner_id, created_at desc, id desc);
create index idx_crm_listings_status on public.properties (agency_id, status, created_at desc, id desc) where deleted_at is null;
create index idx_crm_listings_contact_id on public.properties (agency_id, contact_id);
create index properties_cover on public.properties (agency_id, cover_media_id) where cover_media_id is not null;
create index properties_type on public.properties (agency_id, property_type, created_at desc, id desc) where deleted_at is null;
create index properties_city on public.properties (agency_id, city, id) where deleted_at is null;
-- Nulls come last both ways, so each direction needs its own.
create index properties_price on public.properties (agency_id, price, id) where deleted_at is null;
create index properties_price_desc on public.properties (agency_id, price desc nulls last, id desc) where deleted_at is null;
create index properties_bedrooms on public.properties (agency_id, bedrooms, id) where deleted_at is null;
create index properties_living_area on public.properties (agency_id, living_area, id) where deleted_at is null;
create index properties_published on public.properties (agency_id, published_at desc nulls last, id desc) where deleted_at is null;

call internal.protect('public.properties');
create policy read on public.properties for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.properties is 'members: all under team visibility, else their own; admins and owners: all';
create policy add on public.properties for insert
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.properties is 'agents: for themselves; admins and owners: for anybody';
create policy change on public.properties for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.properties is 'agents: their own, which stay theirs; admins and owners: all';

grant select on public.properties to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, owner_id, external_ref, reference, title, description, status, property_type, transaction,
              address, city, state, zip_code, country, latitude, longitude, price, currency, bedrooms, bathrooms, living_area,
              lot_area, year_built, energy_class, features, notes, contact_id, cover_media_id)
    on public.properties to stagefy_api;
grant update (owner_id, external_ref, reference, title, description, status, property_type, transaction,
              address, city, state, zip_code, country, latitude, longitude, price, currency, bedrooms, bathrooms, living_area,
              lot_area, year_built, energy_class, features, notes, contact_id, cover_media_id, deleted_at)
    on public.properties to stagefy_api;

-- What a property knows by itself: the agency's currency unless one is given, whether its contact is there, and when it was
-- first published.
create function estate.complete_property() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.currency is null then
        select a.currency into new.currency from public.agencies a where a.id = new.agency_id;
    end if;
    -- runs as whoever writes: the foreign key would also find what they may not read
    if new.contact_id is not null and (tg_op = 'INSERT' or new.contact_id is distinct from old.contact_id)
       and not exists (select from public.contacts c where c.agency_id = new.agency_id and c.id = new.contact_id
                                                       and c.deleted_at is null) then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/contact_id", "code": "not_found"}');
    end if;
    if new.status = 'active' and new.published_at is null then
        new.published_at := app.now();
    end if;
    return new;
end
$$;

create trigger complete before insert or update on public.properties
    for each row execute function estate.complete_property();
-- after complete, as triggers fire by name: it sees the row as it will be. sqft is not computed yet at that point.
create trigger touch before update on public.properties
    for each row execute function app.touch_row('sqft', 'media_count', 'published_at', 'deleted_at',
                                                'definer:cover_media_id');
create trigger changes after insert or update or delete on public.properties
    for each row execute function internal.record_change('records');

commit;

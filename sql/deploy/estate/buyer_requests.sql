-- SPDX-License-Identifier: Apache-2.0
-- What a contact is looking for.
begin;

create table public.buyer_requests (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    contact_id uuid not null,
    transaction public.transaction_type not null default 'sale',
    property_types text[] not null default '{}'
        check (property_types <@ array['house', 'apartment', 'land', 'commercial', 'office', 'garage', 'other']),
    places text[] not null default '{}',
    place_words text[] not null default '{}',
    budget_min numeric(14, 2) check (budget_min >= 0),
    budget_max numeric(14, 2),
    currency public.currency_code not null,
    bedrooms_min int check (bedrooms_min between 0 and 99),
    living_area_min numeric(10, 2) check (living_area_min >= 0),
    features text[] not null default '{}',
    note text check (length(note) <= 2000),
    active boolean not null default true,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint buyer_requests_external_ref_key unique (agency_id, external_ref),
    constraint buyer_requests_budget_max_check check (budget_max >= coalesce(budget_min, 0)),
    constraint buyer_requests_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint buyer_requests_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete cascade
);
comment on column public.buyer_requests.owner_id is 'always the contact''s';
comment on column public.buyer_requests.places is 'towns, regions or postal codes; none: anywhere';
comment on column public.buyer_requests.place_words is 'places as they are compared';

create index buyer_requests_list on public.buyer_requests (agency_id, created_at desc, id desc);
create index buyer_requests_sync on public.buyer_requests (agency_id, updated_at, id);
create index buyer_requests_contact on public.buyer_requests (agency_id, contact_id, created_at desc, id desc);
create index buyer_requests_owner on public.buyer_requests (agency_id, owner_id, created_at desc, id desc);
create index buyer_requests_matching on public.buyer_requests (agency_id, transaction, currency, coalesce(budget_max, 'infinity'))
    where active and deleted_at is null;
create index properties_matching on public.properties (agency_id, transaction, currency, coalesce(price, 'infinity'))
    where status = 'active' and deleted_at is null;

call internal.protect('public.buyer_requests');
create policy read on public.buyer_requests for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.buyer_requests is 'whoever may read the contact: the owner is the same';
create policy add on public.buyer_requests for insert
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.buyer_requests is 'whoever may write the contact';
create policy change on public.buyer_requests for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.buyer_requests is 'whoever may write the contact';

grant select on public.buyer_requests to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, external_ref, contact_id, transaction, property_types, places, budget_min, budget_max, currency, bedrooms_min,
              living_area_min, features, note, active) on public.buyer_requests to stagefy_api;
grant update (external_ref, transaction, property_types, places, budget_min, budget_max, currency, bedrooms_min, living_area_min, features,
              note, active, deleted_at) on public.buyer_requests to stagefy_api;

set role stagefy_definer;

create function estate.complete_request() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.currency is null then
        select a.currency into new.currency from public.agencies a where a.id = new.agency_id;
    end if;
    new.place_words := array(select app.fold(btrim(place)) from unnest(new.places) place);
    return new;
end
$$;
grant execute on function estate.complete_request() to stagefy_owner;

reset role;

create trigger complete before insert or update of places, currency on public.buyer_requests
    for each row execute function estate.complete_request();
create trigger own before insert or update of owner_id on public.buyer_requests
    for each row execute function estate.own_contact_part();
create trigger touch before update on public.buyer_requests
    for each row execute function app.touch_row('owner_id', 'place_words', 'deleted_at');
create trigger changes after insert or update or delete on public.buyer_requests
    for each row execute function internal.record_change('records');
create trigger follow_requests after update of owner_id, deleted_at on public.contacts
    for each row execute function estate.follow_contact('buyer_requests');

commit;

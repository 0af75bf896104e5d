-- SPDX-License-Identifier: Apache-2.0
-- Tenants. A solo agent is an agency of one.
begin;

create domain public.agency_region as text check (value in ('eu', 'us', 'ca'));
create domain public.record_visibility as text check (value in ('team', 'owner'));

create table public.agencies (
    id uuid primary key default app.uuid7(),
    slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 60),
    name text not null check (length(name) between 1 and 200),
    domain text check (length(domain) <= 253 and domain = lower(domain)),
    clerk_org_id text unique,
    region public.agency_region not null default 'eu',
    locale public.locale not null default 'en',
    time_zone text not null default 'Europe/Luxembourg' check (length(time_zone) <= 64),
    currency public.currency_code not null default 'EUR',
    country public.country_code,
    vat_number text check (length(vat_number) <= 40),
    address text check (length(address) <= 300),
    colour text check (colour ~ '^#[0-9A-Fa-f]{6}$'),
    logo_media_id uuid,
    record_visibility public.record_visibility not null default 'team',
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now()
);
comment on column public.agencies.record_visibility is 'team: members read every record; owner: agents read their own';

call internal.protect('public.agencies');
create policy read on public.agencies for select
    using (id = app.agency_id() or app.role() = 'platform');
comment on policy read on public.agencies is 'members: their own agency; platform admins: all';
create policy change on public.agencies for update
    using (id = app.agency_id() and app.role() in ('admin', 'owner'))
    with check (id = app.agency_id());
comment on policy change on public.agencies is 'admins and owners: their own agency';

grant select on public.agencies to stagefy_api, stagefy_jobs, stagefy_read;
grant update (name, domain, locale, time_zone, currency, country, vat_number, address, colour, logo_media_id,
              record_visibility) on public.agencies to stagefy_api;

create trigger touch before update on public.agencies
    for each row execute function app.touch_row('slug', 'clerk_org_id', 'region');
create trigger changes after insert or update or delete on public.agencies
    for each row execute function internal.record_change('settings');

commit;

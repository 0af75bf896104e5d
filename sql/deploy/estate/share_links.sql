-- SPDX-License-Identifier: Apache-2.0
-- Pages for clients outside: who has the link sees some properties, and nothing else, until it is revoked or has expired.
begin;

create table public.share_links (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    property_ids uuid[] not null check (cardinality(property_ids) between 1 and 30),
    title text check (length(title) between 1 and 120),
    message text check (length(message) <= 2000),
    shows_address boolean not null default true,
    token_hash bytea not null check (length(token_hash) = 32),
    expires_at timestamptz not null default app.now() + interval '30 days',
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint share_links_external_ref_key unique (agency_id, external_ref),
    constraint share_links_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id)
);
comment on column public.share_links.title is 'for colleagues: whom it is for';
comment on column public.share_links.message is 'for the client, above the properties';
comment on column public.share_links.deleted_at is 'since when it is revoked';
comment on column public.share_links.token_hash is 'SHA-256 of the token, which is in the link alone';

create index share_links_list on public.share_links (agency_id, created_at desc, id desc);
create index share_links_sync on public.share_links (agency_id, updated_at, id);
create index share_links_owner on public.share_links (agency_id, owner_id, created_at desc, id desc);
-- asked without an agency, by definer functions only: who holds the token knows nothing else
create index share_links_token on public.share_links (token_hash);
create index share_links_properties on public.share_links using gin (agency_id, property_ids) where deleted_at is null;

call internal.protect('public.share_links');
create policy read on public.share_links for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.share_links is 'members: all under team visibility, else their own; admins and owners: all';
create policy change on public.share_links for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.share_links is
    'agents: their own, to revoke; admins and owners: all. estate.make_share_link makes them, clients outside come in by estate.open_share';

-- Every column but token_hash.
grant select (id, agency_id, owner_id, external_ref, property_ids, title, message, shows_address, expires_at, version, created_at,
              updated_at, deleted_at) on public.share_links to stagefy_api, stagefy_jobs, stagefy_read;
grant update (external_ref, title, message, shows_address, expires_at, deleted_at) on public.share_links to stagefy_api;

alter table public.leads add constraint leads_share_link_id_fkey foreign key (agency_id, share_link_id)
    references public.share_links (agency_id, id) on delete set null (share_link_id);

grant references on public.share_links to stagefy_definer;
set role stagefy_definer;

-- Who looked, at most once an hour: by a hash of link, address and browser, which is enough to count and differs from link to link.
create table internal.share_views (
    agency_id uuid not null,
    share_link_id uuid not null,
    hour timestamptz not null,
    visitor bytea not null check (length(visitor) = 16),
    primary key (agency_id, share_link_id, hour, visitor),
    constraint share_views_share_link_id_fkey foreign key (agency_id, share_link_id)
        references public.share_links (agency_id, id) on delete cascade
);
alter table internal.share_views enable row level security;
alter table internal.share_views force row level security;
create policy definer on internal.share_views to stagefy_definer using (true) with check (true);
comment on policy definer on internal.share_views is 'estate.open_share writes, estate.property_share_links counts: every row';

-- Contract: a link of the caller's to p_properties, in that order, until p_expires_at (NULL: for 30 days). p_token_hash is what is
-- kept of its token. Raises SF422 /property_ids/N for what is none or the caller may not read, /expires_at for what is past or
-- more than a year away.
create function estate.make_share_link(p_id uuid, p_token_hash bytea, p_properties uuid[], p_title text, p_message text,
                                       p_shows_address boolean, p_expires_at timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    missing int;
begin
    select min(w.n) into missing from unnest(p_properties) with ordinality w (id, n)
    where array_position(p_properties, w.id) < w.n
       or not exists (select from public.properties p where p.agency_id = app.agency_id() and p.id = w.id and p.deleted_at is null
                                                        and (app.reads_all() or p.owner_id = app.user_id()));
    if missing is not null then
        perform app.fail('SF422', 'does not exist, or stands there twice',
                         jsonb_build_object('pointer', '/property_ids/' || missing - 1, 'code', 'not_found'));
    elsif p_expires_at not between app.now() and app.now() + interval '1 year' then
        perform app.fail('SF422', 'must lie within the next year', '{"pointer": "/expires_at", "code": "out_of_range"}');
    end if;
    insert into public.share_links (id, agency_id, owner_id, property_ids, title, message, shows_address, token_hash, expires_at)
    values (p_id, app.agency_id(), app.user_id(), p_properties, p_title, p_message, coalesce(p_shows_address, true), p_token_hash,
            coalesce(p_expires_at, app.now() + interval '30 days'));
end
$$;

-- The live link with that token. Raises SF410: unknown, revoked and expired are one answer.
create function internal.live_share(p_token_hash bytea) returns public.share_links
language plpgsql stable as $$
declare
    link public.share_links;
begin
    select s.* into link from public.share_links s
    where s.token_hash = p_token_hash and s.deleted_at is null and s.expires_at > app.now();
    if link.id is null then
        perform app.fail('SF410', 'this link was revoked, or has expired');
    end if;
    return link;
end
$$;

-- Contract: public, since the token is the credential: what stands above the properties, and that somebody has looked, which is
-- written once an hour for one address with one browser. Raises SF410.
create function estate.open_share(p_token_hash bytea, p_address inet, p_user_agent text)
returns table (agency_name text, agency_colour text, locale text, from_name text, message text, expires_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    link public.share_links := internal.live_share(p_token_hash);
begin
    insert into internal.share_views (agency_id, share_link_id, hour, visitor)
    values (link.agency_id, link.id, date_trunc('hour', app.now()),
            substr(sha256(link.token_hash || convert_to(coalesce(host(p_address), '') || ' ' || coalesce(p_user_agent, ''), 'utf8')), 1, 16))
    on conflict do nothing;
    return query
    select a.name, a.colour, a.locale::text, coalesce(m.display_name, u.full_name), link.message, link.expires_at
    from public.agencies a left join public.memberships m on m.agency_id = a.id and m.user_id = link.owner_id
    left join public.users u on u.id = link.owner_id where a.id = link.agency_id;
end
$$;

-- Contract: public: the properties of the link, in its order, by what a client may know of them. Raises SF410.
create function estate.shared_properties(p_token_hash bytea)
returns table (id uuid, title jsonb, description jsonb, status text, property_type text, transaction text, address text, city text, zip_code text,
               country text, price numeric, currency text, bedrooms int, bathrooms numeric, living_area numeric, lot_area numeric,
               year_built int, energy_class text, features text[])
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    link public.share_links := internal.live_share(p_token_hash);
begin
    return query
    select p.id, p.title::jsonb, p.description::jsonb, p.status::text, p.property_type::text, p.transaction::text,
           case when link.shows_address then p.address end, p.city, p.zip_code, p.country::text, p.price, p.currency::text, p.bedrooms,
           p.bathrooms, p.living_area, p.lot_area, p.year_built, p.energy_class::text, p.features
    from unnest(link.property_ids) with ordinality w (id, n)
    join public.properties p on p.agency_id = link.agency_id and p.id = w.id and p.deleted_at is null
    order by w.n;
end
$$;

-- Contract: public: their photos, cover first, then as the galleries have them, at most 40 of each; file: provider and key, for an
-- address to be signed. Only those that can be shown and that nobody has rejected, in the forms that are made for showing: what
-- the camera wrote into the original is not for strangers. Raises SF410.
create function estate.shared_photos(p_token_hash bytea)
returns table (property_id uuid, id uuid, title text, width int, height int, placeholder text, file text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    link public.share_links := internal.live_share(p_token_hash);
begin
    return query
    select m.property_id, m.id, m.title, m.width, m.height, m.placeholder, m.provider || ' ' || m.storage_key
    from unnest(link.property_ids) with ordinality w (id, n)
    join public.properties p on p.agency_id = link.agency_id and p.id = w.id and p.deleted_at is null
    cross join lateral (select i.* from public.media_items i
                        where i.agency_id = p.agency_id and i.property_id = p.id and i.type = 'image' and i.status = 'ready'
                          and i.review <> 'rejected' and i.variants is not null and i.deleted_at is null
                        order by (i.id = p.cover_media_id) is true desc, i.position, i.id limit 40) m
    order by w.n, (m.id = p.cover_media_id) is true desc, m.position, m.id;
end
$$;

-- Contract: public: whoever looks asks for something, about p_property (NULL: all of them); it becomes a lead of the agency.
-- Raises SF410; SF422 /property_id for one that the link does not show, /email where there is no way to answer; SF429 when 20
-- have come by this link within the hour: whoever has it can do no more harm than that before it is revoked.
create function estate.enquire_share(p_token_hash bytea, p_id uuid, p_property uuid, p_name text, p_email text, p_phone text,
                                     p_phone_raw text, p_message text, p_visit boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    link public.share_links := internal.live_share(p_token_hash);
    lead public.leads;
begin
    if p_email is null and p_phone is null then
        perform app.fail('SF422', 'or a phone number is required', '{"pointer": "/email", "code": "required"}');
    elsif p_property is not null
          and not exists (select from public.properties p where p.agency_id = link.agency_id and p.id = p_property
                                                            and p.id = any (link.property_ids) and p.deleted_at is null) then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/property_id", "code": "not_found"}');
    end if;
    if (select count(*) from public.leads l where l.agency_id = link.agency_id and l.share_link_id = link.id
                                              and l.created_at > app.now() - interval '1 hour') >= 20 then
        perform app.fail('SF429', 'too many enquiries by this link', '{"retry_after": 3600}');
    end if;
    lead.id := p_id;
    lead.name := p_name;
    lead.email := p_email;
    lead.phone := p_phone;
    lead.message := p_message;
    lead.source := 'share';
    lead.property_id := coalesce(p_property, case cardinality(link.property_ids) when 1 then link.property_ids[1] end);
    lead.wants_visit := p_visit;
    lead.share_link_id := link.id;
    perform internal.take_lead(link.agency_id, link.owner_id, lead, p_phone_raw);
end
$$;

-- Contract: the links that show p_property and that the caller may read, the newest first, with who looked: visitors, hours in
-- which one did, the last such hour.
create function estate.property_share_links(p_property uuid)
returns table (id uuid, owner_id uuid, title text, properties int, created_at timestamptz, expires_at timestamptz, visitors bigint, views bigint,
               last_viewed_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select s.id, s.owner_id, s.title, cardinality(s.property_ids), s.created_at, s.expires_at, v.visitors, v.views, v.last_at
    from public.share_links s
    cross join lateral (select count(distinct w.visitor) as visitors, count(*) as views, max(w.hour) as last_at from internal.share_views w
                        where w.agency_id = s.agency_id and w.share_link_id = s.id) v
    where s.agency_id = app.agency_id() and s.property_ids @> array[p_property] and s.deleted_at is null
      and (app.reads_all() or s.owner_id = app.user_id())
    order by s.created_at desc, s.id desc limit 100;
end
$$;

grant execute on function estate.make_share_link(uuid, bytea, uuid[], text, text, boolean, timestamptz), estate.open_share(bytea, inet, text),
    estate.shared_properties(bytea), estate.shared_photos(bytea),
    estate.enquire_share(bytea, uuid, uuid, text, text, text, text, text, boolean), estate.property_share_links(uuid) to stagefy_api;

reset role;
revoke references on public.share_links from stagefy_definer;

create trigger touch before update on public.share_links
    for each row execute function app.touch_row('token_hash', 'deleted_at');
create trigger changes after insert or update or delete on public.share_links
    for each row execute function internal.record_change('records', 'token_hash');

commit;

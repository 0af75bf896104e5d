-- SPDX-License-Identifier: Apache-2.0
-- Visits as calendars have them, and the secret address under which a calendar program reads one person's.
begin;

-- Times are where the agency is, but for the hour that its clocks have twice, which only UTC can name.
create view estate.calendar_entries with (security_invoker = true) as
    select v.agency_id, v.agent_id, v.id, v.starts_at, v.sequence, v.status::text as status, a.time_zone as zone, a.name as agency_name,
           case when twice.starts then to_char(v.starts_at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"')
                else to_char(v.starts_at at time zone a.time_zone, 'YYYYMMDD"T"HH24MISS') end as dtstart,
           case when twice.ends then to_char(v.ends_at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"')
                else to_char(v.ends_at at time zone a.time_zone, 'YYYYMMDD"T"HH24MISS') end as dtend,
           to_char(v.created_at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') as created,
           to_char(v.updated_at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') as changed,
           coalesce(p.title ->> left(a.locale, 2), p.title ->> 'en', p.title ->> 'fr', p.address) || coalesce(' · ' || c.name, '') as summary,
           coalesce(v.place, concat_ws(', ', p.address, nullif(concat_ws(' ', p.zip_code, p.city), ''))) as location,
           c.phone::text as phone
    from public.visits v
    join public.agencies a on a.id = v.agency_id
    join public.properties p on p.agency_id = v.agency_id and p.id = v.property_id
    left join public.contacts c on c.agency_id = v.agency_id and c.id = v.contact_id
    cross join lateral (select
        v.starts_at at time zone a.time_zone in ((v.starts_at + interval '1 hour') at time zone a.time_zone, (v.starts_at - interval '1 hour') at time zone a.time_zone) as starts,
        v.ends_at at time zone a.time_zone in ((v.ends_at + interval '1 hour') at time zone a.time_zone, (v.ends_at - interval '1 hour') at time zone a.time_zone) as ends) twice
    where v.deleted_at is null;
comment on view estate.calendar_entries is 'what a calendar shows of a visit, as its reader may see it';
grant select on estate.calendar_entries to stagefy_api, stagefy_definer;

create table internal.calendar_feeds (
    agency_id uuid not null references public.agencies (id) on delete cascade,
    user_id uuid not null references public.users (id) on delete cascade,
    digest bytea not null unique check (length(digest) = 32),
    created_at timestamptz not null default app.now(),
    primary key (agency_id, user_id)
);
create index calendar_feeds_user on internal.calendar_feeds (user_id);
comment on table internal.calendar_feeds is 'the one secret address of each member''s calendar, by the SHA-256 of its token';
alter table internal.calendar_feeds enable row level security;
alter table internal.calendar_feeds force row level security;
create policy definer on internal.calendar_feeds to stagefy_definer using (true) with check (true);
comment on policy definer on internal.calendar_feeds is 'the functions below: every row';
grant select, insert, update, delete on internal.calendar_feeds to stagefy_definer;

set role stagefy_definer;

-- Contract: from now on p_digest opens the caller's calendar in the agency of the context, and what did before does not. Raises
-- SF403 for whoever is no member.
create function estate.make_feed(p_digest bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from internal.entrances e where e.user_id = app.user_id() and e.agency_id = app.agency_id()) then
        perform app.fail('SF403', 'only members have a calendar', '{"needs": "membership"}');
    end if;
    insert into internal.calendar_feeds as f (agency_id, user_id, digest) values (app.agency_id(), app.user_id(), p_digest)
    on conflict (agency_id, user_id) do update set digest = excluded.digest, created_at = excluded.created_at;
end
$$;

-- Contract: nothing opens the caller's calendar any more.
create function estate.end_feed() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from internal.calendar_feeds f where f.agency_id = app.agency_id() and f.user_id = app.user_id();
end
$$;

-- Contract: since when the caller has an address; NULL: there is none.
create function estate.feed_since() returns timestamptz
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select f.created_at from internal.calendar_feeds f where f.agency_id = app.agency_id() and f.user_id = app.user_id());
end
$$;

-- Contract: public, since the token is the credential: the calendar that p_digest opens, of what its holder shows from 90 days
-- ago on; one row without a visit when there is nothing, none when p_digest opens nothing or its holder may no longer come in.
create function estate.read_feed(p_digest bytea)
returns table (zone text, agency_name text, id uuid, sequence int, status text, dtstart text, dtend text, created text, changed text,
               summary text, location text, phone text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select a.time_zone::text, a.name, e.id, e.sequence, e.status, e.dtstart, e.dtend, e.created, e.changed, e.summary, e.location, e.phone
    from internal.calendar_feeds f
    join internal.entrances d on d.user_id = f.user_id and d.agency_id = f.agency_id
    join public.agencies a on a.id = f.agency_id
    left join estate.calendar_entries e on e.agency_id = f.agency_id and e.agent_id = f.user_id and e.starts_at > app.now() - interval '90 days'
    where f.digest = p_digest
    order by e.starts_at, e.id;
end
$$;

grant execute on function estate.make_feed(bytea), estate.end_feed(), estate.feed_since(), estate.read_feed(bytea) to stagefy_api;

reset role;

commit;

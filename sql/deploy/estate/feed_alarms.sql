-- SPDX-License-Identifier: Apache-2.0
-- Calendar programs remind of visits an hour before, for who wants that.
begin;

alter table internal.calendar_feeds add column reminds boolean not null default false;
comment on column internal.calendar_feeds.reminds is 'its events have an alarm an hour before; another address keeps that';

set role stagefy_definer;
drop function estate.read_feed(bytea);

-- Contract: public, since the token is the credential: the calendar that p_digest opens, of what its holder shows from 90 days
-- ago on; one row without a visit when there is nothing, none when p_digest opens nothing or its holder may no longer come in.
create function estate.read_feed(p_digest bytea)
returns table (zone text, agency_name text, id uuid, sequence int, status text, dtstart text, dtend text, created text, changed text,
               summary text, location text, phone text, reminds boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select a.time_zone::text, a.name, e.id, e.sequence, e.status, e.dtstart, e.dtend, e.created, e.changed, e.summary, e.location, e.phone, f.reminds
    from internal.calendar_feeds f
    join internal.entrances d on d.user_id = f.user_id and d.agency_id = f.agency_id
    join public.agencies a on a.id = f.agency_id
    left join estate.calendar_entries e on e.agency_id = f.agency_id and e.agent_id = f.user_id and e.starts_at > app.now() - interval '90 days'
    where f.digest = p_digest
    order by e.starts_at, e.id;
end
$$;

-- Contract: whether the caller's calendar reminds; NULL: the caller has no address.
create function estate.feed_reminds() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select f.reminds from internal.calendar_feeds f where f.agency_id = app.agency_id() and f.user_id = app.user_id());
end
$$;

-- Contract: from now on it does, or does not. Raises SF404 for whoever has no address.
create function estate.remind_by_feed(p_reminds boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update internal.calendar_feeds f set reminds = p_reminds where f.agency_id = app.agency_id() and f.user_id = app.user_id();
    if not found then
        perform app.fail('SF404', 'your calendar has no address');
    end if;
end
$$;

grant execute on function estate.read_feed(bytea), estate.feed_reminds(), estate.remind_by_feed(boolean) to stagefy_api;
reset role;

commit;

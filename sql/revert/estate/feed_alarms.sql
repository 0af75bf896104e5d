-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;
drop function estate.remind_by_feed(boolean);
drop function estate.feed_reminds();
drop function estate.read_feed(bytea);

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

grant execute on function estate.read_feed(bytea) to stagefy_api;
reset role;
alter table internal.calendar_feeds drop column reminds;

commit;

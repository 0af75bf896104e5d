-- SPDX-License-Identifier: Apache-2.0
-- What opens a stream of events: a browser's EventSource can send no header, so it names a ticket in the address. One works
-- once, for a minute; what it opens is decided by the holder's rights at that moment.
begin;

create table internal.event_tickets (
    digest bytea primary key check (length(digest) = 32),
    agency_id uuid not null references public.agencies (id) on delete cascade,
    user_id uuid not null references public.users (id) on delete cascade,
    expires_at timestamptz not null
);
create index event_tickets_agency on internal.event_tickets (agency_id);
create index event_tickets_user on internal.event_tickets (user_id, expires_at);
comment on table internal.event_tickets is 'tickets not yet used, by the SHA-256 of their text';
grant select, insert, delete on internal.event_tickets to stagefy_definer;

set role stagefy_definer;

-- Contract: a ticket for the caller, good for p_seconds. Of one person's tickets the newest 20 are kept.
create function events.make_ticket(p_digest bytea, p_seconds int) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from internal.event_tickets t
    where t.user_id = app.user_id()
      and (t.expires_at <= app.now()
           or t.digest in (select o.digest from internal.event_tickets o where o.user_id = app.user_id() order by o.expires_at desc offset 19));
    insert into internal.event_tickets (digest, agency_id, user_id, expires_at)
    values (p_digest, app.agency_id(), app.user_id(), app.now() + make_interval(secs => p_seconds));
end
$$;

-- Contract: uses a ticket up; public, since the ticket is the credential. Answers the channels that its holder may listen to
-- (events.relay has their names), split by commas; NULL when there is no such ticket or its holder may no longer come in.
create function events.use_ticket(p_digest bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    ticket internal.event_tickets;
    door internal.entrances;
begin
    delete from internal.event_tickets t where t.digest = p_digest returning * into ticket;
    if ticket.digest is null or ticket.expires_at <= app.now() then
        return null;
    end if;
    select * into door from internal.entrances e where e.user_id = ticket.user_id and e.agency_id = ticket.agency_id;
    if door.user_id is null and exists (select from public.users u where u.id = ticket.user_id and u.role = 'admin' and u.is_active) then
        return ticket.agency_id || '.admins';
    end if;
    return ticket.agency_id || case when door.role in ('admin', 'owner') then '.admins' when door.reads = 'all' then '.team'
                                    when door.reads = 'own' then '.' || ticket.user_id end
        || ',' || ticket.agency_id || '.' || ticket.user_id || '.personal';
end
$$;

grant execute on function events.make_ticket(bytea, int), events.use_ticket(bytea) to stagefy_api;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Somebody is shown a property: when, by whom, and what came of it. Nobody is in two places at once, and no property is
-- shown to two at once.
begin;

-- GiST over (agency_id, agent_id, period): equal ids and overlapping periods in one exclusion constraint.
create extension if not exists btree_gist with schema internal;

create domain public.visit_status as text check (value in ('requested', 'confirmed', 'done', 'no_show', 'cancelled'));
create domain public.visit_interest as text check (value in ('none', 'some', 'strong'));

create table public.visits (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    property_id uuid not null,
    contact_id uuid,
    agent_id uuid default app.user_id(),
    status public.visit_status not null default 'requested',
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    buffer_minutes int not null default 0 check (buffer_minutes between 0 and 240),
    busy_until timestamptz not null,
    place text check (length(place) between 1 and 300),
    notes text check (length(notes) <= 10000),
    cancel_reason text check (length(cancel_reason) between 1 and 300),
    rating int check (rating between 1 and 5),
    interest public.visit_interest,
    feedback text check (length(feedback) <= 10000),
    sequence int not null default 0,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint visits_ends_at_check check (ends_at > starts_at and ends_at - starts_at <= interval '12 hours'),
    constraint visits_external_ref_key unique (agency_id, external_ref),
    constraint visits_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint visits_agent_id_fkey foreign key (agency_id, agent_id) references public.memberships (agency_id, user_id),
    constraint visits_property_id_fkey foreign key (agency_id, property_id)
        references public.properties (agency_id, id) on delete cascade,
    constraint visits_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete set null (contact_id),
    constraint visits_agent_id_excl exclude using gist
        (agency_id with =, agent_id with =, tstzrange(starts_at, busy_until) with &&)
        where (status in ('requested', 'confirmed') and deleted_at is null),
    constraint visits_property_id_excl exclude using gist
        (agency_id with =, property_id with =, tstzrange(starts_at, busy_until) with &&)
        where (status in ('requested', 'confirmed') and deleted_at is null)
);
comment on column public.visits.agent_id is 'who shows it; NULL: nobody, since whoever took it over is elsewhere then';
comment on column public.visits.buffer_minutes is 'kept free behind it: the way to the next one';
comment on column public.visits.busy_until is 'ends_at and the buffer: agent and property are taken until then';
comment on column public.visits.sequence is 'as calendars count: grows with what changes for those who come';

create index visits_list on public.visits (agency_id, created_at desc, id desc);
create index visits_sync on public.visits (agency_id, updated_at, id);
create index visits_owner on public.visits (agency_id, owner_id, created_at desc, id desc);
create index visits_starts on public.visits (agency_id, starts_at, id);
create index visits_agent on public.visits (agency_id, agent_id, starts_at, id);
create index visits_status on public.visits (agency_id, status, starts_at, id) where deleted_at is null;
create index visits_property on public.visits (agency_id, property_id, created_at desc, id desc);
create index visits_contact on public.visits (agency_id, contact_id, created_at desc, id desc) where contact_id is not null;

call internal.protect('public.visits');
create policy read on public.visits for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id() or agent_id = app.user_id()));
comment on policy read on public.visits is
    'members: all under team visibility, else what they made or are to show; admins and owners: all';
create policy add on public.visits for insert
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.visits is 'agents: as their own, for any colleague to show; admins and owners: for anybody';
create policy change on public.visits for update
    using (agency_id = app.agency_id()
           and (app.writes_all() or app.writes_own() and (owner_id = app.user_id() or agent_id = app.user_id())))
    with check (agency_id = app.agency_id()
                and (app.writes_all() or app.writes_own() and (owner_id = app.user_id() or agent_id = app.user_id())));
comment on policy change on public.visits is
    'agents: what they made or are to show, which stays so; admins and owners: all';

grant select on public.visits to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, owner_id, external_ref, property_id, contact_id, agent_id, status, starts_at, ends_at, buffer_minutes,
              place, notes, cancel_reason, rating, interest, feedback) on public.visits to stagefy_api;
grant update (owner_id, external_ref, property_id, contact_id, agent_id, status, starts_at, ends_at, buffer_minutes, place, notes,
              cancel_reason, rating, interest, feedback, deleted_at) on public.visits to stagefy_api;

-- Contract: whether a visit may go from one status to the other; the same edges as in src/estate/visits.c.
create function estate.visit_may_become(p_from text, p_to text) returns boolean
language sql immutable parallel safe as $$
    select (p_from, p_to) in (('requested', 'confirmed'), ('requested', 'cancelled'),
                              ('confirmed', 'done'), ('confirmed', 'no_show'), ('confirmed', 'cancelled'))
$$;
grant execute on function estate.visit_may_become(text, text) to stagefy_definer, stagefy_api;

-- Contract: the visit that has the agent of p_visit then, or else the one that has its property; no row: none. Reads as its
-- caller does. A row of the same external_ref is p_visit itself: PUT by_ref offers it under another id.
create function estate.visit_in_the_way(p_visit public.visits) returns setof public.visits
language sql stable set search_path = pg_catalog, pg_temp as $$
    select v.* from public.visits v
    where v.agency_id = p_visit.agency_id and v.id <> p_visit.id and (v.external_ref = p_visit.external_ref) is not true
      and (v.agent_id = p_visit.agent_id or v.property_id = p_visit.property_id)
      and tstzrange(v.starts_at, v.busy_until) && tstzrange(p_visit.starts_at, p_visit.busy_until)
      and v.status in ('requested', 'confirmed') and v.deleted_at is null
    order by v.agent_id is distinct from p_visit.agent_id, v.starts_at, v.id limit 1
$$;
grant execute on function estate.visit_in_the_way(public.visits) to stagefy_definer;

-- What a visit knows by itself, and what it may point to. Runs as whoever writes: foreign keys would also find what they may
-- not read. A handover (stagefy_definer) gives an heir who is elsewhere then nothing: somebody has to be found.
create function estate.complete_visit() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        new.ends_at := coalesce(new.ends_at, new.starts_at + interval '30 minutes');
    elsif new.starts_at <> old.starts_at and new.ends_at = old.ends_at then
        new.ends_at := new.starts_at + (old.ends_at - old.starts_at);
    end if;
    if new.ends_at <= new.starts_at or new.ends_at - new.starts_at > interval '12 hours' then
        perform app.fail('SF422', 'must be after starts_at, by 12 hours at most', '{"pointer": "/ends_at", "code": "out_of_range"}');
    end if;
    new.busy_until := new.ends_at + make_interval(mins => new.buffer_minutes);
    if current_user = 'stagefy_definer' then
        if tg_op = 'UPDATE' and new.agent_id is distinct from old.agent_id
           and exists (select from estate.visit_in_the_way(new) v where v.agent_id = new.agent_id) then
            new.agent_id := null;
        end if;
    else
        if tg_op = 'UPDATE' and new.owner_id <> old.owner_id and not coalesce(app.writes_all(), false) then
            perform app.fail('SF403', 'it stays with its owner', '{"needs": "owner of the record, or admin"}');
        end if;
        if new.agent_id is not null and new.agent_id is distinct from old.agent_id
           and not exists (select from public.memberships m where m.agency_id = new.agency_id and m.user_id = new.agent_id
                                                              and m.left_at is null) then
            perform app.fail('SF422', 'is no member of the agency', '{"pointer": "/agent_id", "code": "not_found"}');
        end if;
        if new.property_id is distinct from old.property_id
           and not exists (select from public.properties p where p.agency_id = new.agency_id and p.id = new.property_id
                                                             and p.deleted_at is null) then
            perform app.fail('SF422', 'does not exist', '{"pointer": "/property_id", "code": "not_found"}');
        end if;
        if new.contact_id is not null and new.contact_id is distinct from old.contact_id
           and not exists (select from public.contacts c where c.agency_id = new.agency_id and c.id = new.contact_id
                                                           and c.deleted_at is null) then
            perform app.fail('SF422', 'does not exist', '{"pointer": "/contact_id", "code": "not_found"}');
        end if;
    end if;
    if tg_op = 'UPDATE' then
        if new.status <> old.status and not estate.visit_may_become(old.status, new.status) then
            perform app.fail('SF409', format('a visit that is %s does not become %s', old.status, new.status), jsonb_build_object(
                'pointer', '/status', 'code', 'not_allowed', 'params', jsonb_build_object('from', old.status, 'to', new.status)));
        elsif (new.starts_at, new.ends_at) is distinct from (old.starts_at, old.ends_at) and old.status not in ('requested', 'confirmed') then
            perform app.fail('SF409', format('a visit that is %s is not moved', old.status),
                             '{"pointer": "/starts_at", "code": "not_allowed"}');
        end if;
        if (new.starts_at, new.ends_at, new.place, new.status, new.property_id)
           is distinct from (old.starts_at, old.ends_at, old.place, old.status, old.property_id) then
            new.sequence := old.sequence + 1;
        end if;
    end if;
    if new.status <> 'cancelled' then
        new.cancel_reason := null;
    end if;
    return new;
end
$$;

set role stagefy_definer;

-- Says which visit is in the way, if whoever books may see it. One booking at a time in an agency, so that whoever comes
-- second finds the first and is told of it; the exclusion constraints hold without this.
create function estate.occupy_slot() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    other public.visits;
    who text;
begin
    if new.status not in ('requested', 'confirmed') or new.deleted_at is not null
       or tg_op = 'UPDATE' and old.status in ('requested', 'confirmed') and old.deleted_at is null
          and (new.agent_id, new.property_id, new.starts_at, new.busy_until)
              is not distinct from (old.agent_id, old.property_id, old.starts_at, old.busy_until) then
        return new;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('estate.visits ' || new.agency_id, 0));
    select v.* into other from estate.visit_in_the_way(new) v;
    if not found then
        return new;
    end if;
    who := case when other.agent_id = new.agent_id then 'agent' else 'property' end;
    perform app.fail('SF409', format('the %s has another visit then', who),
        jsonb_build_object('pointer', '/' || who || '_id', 'code', 'overlaps', 'params',
            case when app.user_id() is null or app.reads_all() or app.user_id() in (other.owner_id, other.agent_id)
                 then jsonb_build_object(
                     'visit_id', other.id, 'property_id', other.property_id, 'agent_id', other.agent_id,
                     'starts_at', to_char(other.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                     'ends_at', to_char(other.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
                 else '{}' end));
end
$$;
grant execute on function estate.occupy_slot() to stagefy_owner;

reset role;

create trigger complete before insert or update on public.visits
    for each row execute function estate.complete_visit();
create trigger occupy before insert or update on public.visits
    for each row execute function estate.occupy_slot();
create trigger touch before update on public.visits
    for each row execute function app.touch_row('busy_until', 'sequence', 'deleted_at');
create trigger changes after insert or update or delete on public.visits
    for each row execute function internal.record_change('records');

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What somebody has to do, by when, and what it is about.
begin;

create domain public.task_status as text check (value in ('open', 'done'));
create domain public.task_priority as text check (value in ('low', 'normal', 'high'));
create domain public.task_repeat as text check (value in ('daily', 'weekly', 'monthly', 'yearly'));

create table public.tasks (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    title text not null check (length(title) between 1 and 300),
    notes text check (length(notes) <= 10000),
    assignee_id uuid not null,
    status public.task_status not null default 'open',
    priority public.task_priority not null default 'normal',
    due_at timestamptz,
    all_day boolean not null default false,
    repeats public.task_repeat,
    repeat_every int not null default 1 check (repeat_every between 1 and 365),
    repeats_from timestamptz,
    previous_id uuid,
    property_id uuid,
    contact_id uuid,
    done_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint tasks_external_ref_key unique (agency_id, external_ref),
    constraint tasks_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint tasks_assignee_id_fkey foreign key (agency_id, assignee_id) references public.memberships (agency_id, user_id),
    constraint tasks_previous_id_fkey foreign key (agency_id, previous_id)
        references public.tasks (agency_id, id) on delete set null (previous_id),
    constraint tasks_property_id_fkey foreign key (agency_id, property_id)
        references public.properties (agency_id, id) on delete set null (property_id),
    constraint tasks_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete set null (contact_id)
);
comment on column public.tasks.all_day is 'the day alone counts: due_at is its last second where the agency is';
comment on column public.tasks.repeats_from is 'the due date that somebody set: the 31st stays the 31st behind a February';
comment on column public.tasks.previous_id is 'the one that was done, and made this one';

create index tasks_list on public.tasks (agency_id, created_at desc, id desc);
create index tasks_sync on public.tasks (agency_id, updated_at, id);
create index tasks_owner on public.tasks (agency_id, owner_id, created_at desc, id desc);
create index tasks_assignee on public.tasks (agency_id, assignee_id, status, due_at, id);
create index tasks_due on public.tasks (agency_id, status, due_at, id) where deleted_at is null;
create index tasks_due_all on public.tasks (agency_id, due_at, id) where deleted_at is null;
create index tasks_due_desc on public.tasks (agency_id, due_at desc nulls last, id desc) where deleted_at is null;
create index tasks_done on public.tasks (agency_id, done_at desc nulls last, id desc) where deleted_at is null;
create index tasks_property on public.tasks (agency_id, property_id, created_at desc, id desc) where property_id is not null;
create index tasks_contact on public.tasks (agency_id, contact_id, created_at desc, id desc) where contact_id is not null;
create index tasks_previous on public.tasks (agency_id, previous_id) where previous_id is not null;

call internal.protect('public.tasks');
create policy read on public.tasks for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id() or assignee_id = app.user_id()));
comment on policy read on public.tasks is
    'members: all under team visibility, else what they made or are to do; admins and owners: all';
create policy add on public.tasks for insert
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.tasks is 'agents: as their own, for anybody to do; admins and owners: for anybody';
create policy change on public.tasks for update
    using (agency_id = app.agency_id()
           and (app.writes_all() or app.writes_own() and (owner_id = app.user_id() or assignee_id = app.user_id())))
    with check (agency_id = app.agency_id()
                and (app.writes_all() or app.writes_own() and (owner_id = app.user_id() or assignee_id = app.user_id())));
comment on policy change on public.tasks is
    'agents: what they made or are to do, which stays so; admins and owners: all';

grant select on public.tasks to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, owner_id, external_ref, title, notes, assignee_id, status, priority, due_at, all_day, repeats,
              repeat_every, property_id, contact_id) on public.tasks to stagefy_api;
grant update (owner_id, external_ref, title, notes, assignee_id, status, priority, due_at, all_day, repeats, repeat_every,
              property_id, contact_id, deleted_at) on public.tasks to stagefy_api;

-- Contract: the last second of the day of p_at where p_agency is.
create function estate.end_of_day(p_agency uuid, p_at timestamptz) returns timestamptz
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    zone text := (select a.time_zone from public.agencies a where a.id = p_agency);
begin
    return (date_trunc('day', p_at at time zone zone) + interval '1 day' - interval '1 second') at time zone zone;
end
$$;
grant execute on function estate.end_of_day(uuid, timestamptz) to stagefy_definer, stagefy_api;

-- What a task knows by itself, and what it may point to. Runs as whoever writes: foreign keys would also find what they may
-- not read. A task that repeats itself (stagefy_definer) keeps links that somebody has deleted since.
create function estate.complete_task() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    new.assignee_id := coalesce(new.assignee_id, new.owner_id);
    if current_user <> 'stagefy_definer' then
        if tg_op = 'UPDATE' and new.owner_id <> old.owner_id and not coalesce(app.writes_all(), false) then
            perform app.fail('SF403', 'it stays with its owner', '{"needs": "owner of the record, or admin"}');
        end if;
        if new.assignee_id is distinct from old.assignee_id
           and not exists (select from public.memberships m where m.agency_id = new.agency_id and m.user_id = new.assignee_id
                                                              and m.left_at is null) then
            perform app.fail('SF422', 'is no member of the agency',
                             jsonb_build_object('pointer', case new.assignee_id when new.owner_id then '/owner_id' else '/assignee_id' end,
                                                'code', 'not_found'));
        end if;
        if new.property_id is not null and new.property_id is distinct from old.property_id
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
    if new.due_at is null and new.repeats is not null then
        perform app.fail('SF422', 'is required of what repeats', '{"pointer": "/due_at", "code": "required"}');
    end if;
    if new.all_day and new.due_at is not null then
        new.due_at := estate.end_of_day(new.agency_id, new.due_at);
    end if;
    if tg_op = 'INSERT' then
        new.repeats_from := coalesce(new.repeats_from, new.due_at);
    elsif new.due_at is distinct from old.due_at then
        new.repeats_from := new.due_at;
    end if;
    new.done_at := case when new.status = 'done' then coalesce(old.done_at, new.done_at, app.now()) end;
    return new;
end
$$;

set role stagefy_definer;

-- Contract: when p_task is due the next time: the first of its dates that is behind its own and behind now, at the same time
-- of day where its agency is, whatever the clocks have done in between.
create function estate.next_due(p_task public.tasks) returns timestamptz
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    zone text := (select a.time_zone from public.agencies a where a.id = p_task.agency_id);
    start timestamp := p_task.repeats_from at time zone zone;
    behind timestamptz := greatest(p_task.due_at, app.now());
    step interval := p_task.repeat_every * case p_task.repeats when 'daily' then interval '1 day' when 'weekly' then interval '7 days'
                                           when 'monthly' then interval '1 month' else interval '1 year' end;
    -- of the longest such step, so that the date looked for is not passed over
    longest interval := p_task.repeat_every * case p_task.repeats when 'daily' then interval '1 day' when 'weekly' then interval '7 days'
                                              when 'monthly' then interval '31 days' else interval '366 days' end;
    n int := greatest(1, floor(extract(epoch from (behind at time zone zone) - start) / extract(epoch from longest)));
begin
    while (start + n * step) at time zone zone <= behind loop
        n := n + 1;
    end loop;
    return (start + n * step) at time zone zone;
end
$$;

-- Doing a task that repeats makes the next one; taking that back takes it away, unless somebody has worked on it since.
-- Definer, since who does a task need not own it.
create function estate.repeat_task() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.status = 'open' then
        update public.tasks t set deleted_at = app.now()
        where t.agency_id = new.agency_id and t.previous_id = new.id and t.status = 'open' and t.version = 1 and t.deleted_at is null;
    elsif new.repeats is not null and new.deleted_at is null
          and not exists (select from public.tasks t where t.agency_id = new.agency_id and t.previous_id = new.id and t.deleted_at is null) then
        insert into public.tasks (agency_id, owner_id, title, notes, assignee_id, priority, due_at, all_day, repeats, repeat_every,
                                  repeats_from, previous_id, property_id, contact_id)
        values (new.agency_id, new.owner_id, new.title, new.notes, new.assignee_id, new.priority, estate.next_due(new), new.all_day,
                new.repeats, new.repeat_every, new.repeats_from, new.id, new.property_id, new.contact_id);
    end if;
    return null;
end
$$;
grant execute on function estate.repeat_task() to stagefy_owner;

reset role;

create trigger complete before insert or update on public.tasks
    for each row execute function estate.complete_task();
create trigger touch before update on public.tasks
    for each row execute function app.touch_row('repeats_from', 'previous_id', 'done_at', 'deleted_at');
create trigger changes after insert or update or delete on public.tasks
    for each row execute function internal.record_change('records');
create trigger repeat after update of status on public.tasks
    for each row when (old.status <> new.status) execute function estate.repeat_task();

commit;

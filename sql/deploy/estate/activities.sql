-- SPDX-License-Identifier: Apache-2.0
-- What happened around a contact, a property or a deal: written by hand, or by what happened. Nothing of it is changed later.
begin;

create domain public.activity_kind as text
    check (value in ('note', 'call', 'meeting', 'mail', 'visit', 'task', 'deal', 'status', 'price'));

create table public.activities (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null,
    author_id uuid default app.user_id() references public.users (id),
    kind public.activity_kind not null,
    text text not null default '' check (length(text) <= 10000),
    details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
    private boolean not null default false,
    happened_at timestamptz not null default app.now(),
    contact_id uuid,
    property_id uuid,
    deal_id uuid,
    task_id uuid,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint activities_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint activities_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete set null (contact_id),
    constraint activities_property_id_fkey foreign key (agency_id, property_id)
        references public.properties (agency_id, id) on delete set null (property_id),
    constraint activities_deal_id_fkey foreign key (agency_id, deal_id) references public.deals (agency_id, id) on delete set null (deal_id),
    constraint activities_task_id_fkey foreign key (agency_id, task_id) references public.tasks (agency_id, id) on delete cascade,
    check (not private or author_id is not null)
);
comment on column public.activities.owner_id is 'the owner of what it is about: of the deal, else the property, else the contact';
comment on column public.activities.author_id is 'who did it, and stays so when they have left; NULL: nobody in particular';
comment on column public.activities.details is 'what the words are made of, of what was not written by hand';
comment on column public.activities.task_id is 'the task that was done: once in the timeline, and not when it is opened again';

create index activities_list on public.activities (agency_id, created_at desc, id desc);
create index activities_sync on public.activities (agency_id, updated_at, id);
create index activities_when on public.activities (agency_id, happened_at desc, id desc);
create index activities_owner on public.activities (agency_id, owner_id);
create index activities_author on public.activities (author_id);
create index activities_contact on public.activities (agency_id, contact_id, happened_at desc, id desc) where contact_id is not null;
create index activities_property on public.activities (agency_id, property_id, happened_at desc, id desc) where property_id is not null;
create index activities_task on public.activities (agency_id, task_id) where task_id is not null;
create index activities_deal on public.activities (agency_id, deal_id, happened_at desc, id desc) where deal_id is not null;

call internal.protect('public.activities');
create policy read on public.activities for select
    using (agency_id = app.agency_id()
           and (author_id = app.user_id() or not private and (app.reads_all() or owner_id = app.user_id())));
comment on policy read on public.activities is
    'members: all under team visibility, else what they wrote or what is about their own; what is private its author alone, whatever the role of others';
create policy add on public.activities for insert
    with check (agency_id = app.agency_id() and author_id = app.user_id() and (app.writes_all() or app.writes_own())
                and kind in ('note', 'call', 'meeting'));
comment on policy add on public.activities is 'agents, admins and owners: notes, calls and meetings of their own, about what they may read; triggers write the rest';

grant select on public.activities to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, kind, text, happened_at, private, contact_id, property_id, deal_id) on public.activities to stagefy_api;

set role stagefy_definer;

-- What is written by hand is about something that its writer may read, and belongs to its owner. The owner is known of what a
-- trigger writes.
create function estate.complete_activity() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    owner uuid;
begin
    if new.owner_id is not null then
        return new;
    elsif new.kind not in ('note', 'call', 'meeting') then
        perform app.fail('SF422', 'is not written by hand', '{"pointer": "/kind", "code": "not_one_of", "params": {"allowed": ["note", "call", "meeting"]}}');
    elsif num_nonnulls(new.contact_id, new.property_id, new.deal_id) = 0 then
        perform app.fail('SF422', 'a contact, a property or a deal is required', '{"pointer": "", "code": "required"}');
    end if;
    if new.contact_id is not null then
        select c.owner_id into owner from public.contacts c
        where c.agency_id = new.agency_id and c.id = new.contact_id and c.deleted_at is null and (app.reads_all() or c.owner_id = app.user_id());
        if not found then
            perform app.fail('SF422', 'does not exist', '{"pointer": "/contact_id", "code": "not_found"}');
        end if;
    end if;
    if new.property_id is not null then
        select p.owner_id into owner from public.properties p
        where p.agency_id = new.agency_id and p.id = new.property_id and p.deleted_at is null and (app.reads_all() or p.owner_id = app.user_id());
        if not found then
            perform app.fail('SF422', 'does not exist', '{"pointer": "/property_id", "code": "not_found"}');
        end if;
    end if;
    if new.deal_id is not null then
        select d.owner_id into owner from public.deals d
        where d.agency_id = new.agency_id and d.id = new.deal_id and d.deleted_at is null and (app.reads_all() or d.owner_id = app.user_id());
        if not found then
            perform app.fail('SF422', 'does not exist', '{"pointer": "/deal_id", "code": "not_found"}');
        end if;
    end if;
    new.owner_id := owner;
    return new;
end
$$;

-- Status and price of a property: two changes, two entries.
create function estate.tell_property() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.status <> old.status then
        insert into public.activities (agency_id, owner_id, kind, property_id, details)
        values (new.agency_id, new.owner_id, 'status', new.id, jsonb_build_object('from', old.status, 'to', new.status));
    end if;
    if new.price is distinct from old.price then
        insert into public.activities (agency_id, owner_id, kind, property_id, details)
        values (new.agency_id, new.owner_id, 'price', new.id, jsonb_build_object('from', old.price, 'to', new.price, 'currency', new.currency));
    end if;
    return null;
end
$$;

-- How a deal went: one entry a change, also where a move opens it again. The stage is told by the name it has then.
create function estate.tell_deal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    event text := case when tg_op = 'INSERT' and new.status = 'open' then 'begun' when tg_op = 'INSERT' or new.status <> old.status and new.status <> 'open' then new.status
                       when new.status <> old.status then 'reopened' else 'moved' end;
begin
    insert into public.activities (agency_id, owner_id, kind, deal_id, property_id, contact_id, happened_at, details)
    select new.agency_id, new.owner_id, 'deal', new.id, new.property_id, new.contact_id,
           case event when 'begun' then new.created_at when 'moved' then app.now() when 'reopened' then app.now() else new.closed_at end,
           jsonb_strip_nulls(jsonb_build_object('event', event, 'title', new.title, 'reason', new.close_reason,
               'stage', case when new.status = 'open' then s.name end))
    from public.deal_stages s where s.agency_id = new.agency_id and s.id = new.stage_id;
    return null;
end
$$;

-- A task that is done is told of once; taking that back takes it away.
create function estate.tell_task() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.status = 'open' then
        delete from public.activities a where a.agency_id = new.agency_id and a.task_id = new.id;
    else
        insert into public.activities (agency_id, owner_id, kind, task_id, property_id, contact_id, details, happened_at)
        values (new.agency_id, new.owner_id, 'task', new.id, new.property_id, new.contact_id, jsonb_build_object('title', new.title), new.done_at);
    end if;
    return null;
end
$$;

-- What is about a record goes over with it.
create function estate.follow_record() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_table_name = 'deals' then
        update public.activities a set owner_id = new.owner_id
        where a.agency_id = new.agency_id and a.deal_id = new.id and a.owner_id = old.owner_id;
    elsif tg_table_name = 'properties' then
        update public.activities a set owner_id = new.owner_id
        where a.agency_id = new.agency_id and a.property_id = new.id and a.deal_id is null and a.owner_id = old.owner_id;
    else
        update public.activities a set owner_id = new.owner_id
        where a.agency_id = new.agency_id and a.contact_id = new.id and a.deal_id is null and a.property_id is null and a.owner_id = old.owner_id;
    end if;
    return null;
end
$$;

-- Behind the last record that it was about, it goes too.
create function estate.forget_activity() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.activities a where a.agency_id = new.agency_id and a.id = new.id;
    return null;
end
$$;

grant execute on function estate.complete_activity(), estate.tell_property(), estate.tell_deal(), estate.tell_task(), estate.follow_record(),
    estate.forget_activity() to stagefy_owner;

reset role;

create trigger complete before insert on public.activities
    for each row execute function estate.complete_activity();
create trigger touch before update on public.activities
    for each row execute function app.touch_row('owner_id', 'contact_id', 'property_id', 'deal_id');
create trigger changes after insert or update or delete on public.activities
    for each row execute function internal.record_change('records');
create trigger forget after update of contact_id, property_id, deal_id on public.activities
    for each row when (num_nonnulls(new.contact_id, new.property_id, new.deal_id) = 0) execute function estate.forget_activity();

create trigger tell after update of status, price on public.properties
    for each row when (old.status <> new.status or old.price is distinct from new.price) execute function estate.tell_property();
create trigger tell_new after insert on public.deals for each row execute function estate.tell_deal();
create trigger tell after update on public.deals
    for each row when (old.status <> new.status or old.stage_id <> new.stage_id) execute function estate.tell_deal();
create trigger tell_new after insert on public.tasks
    for each row when (new.status = 'done' and num_nonnulls(new.contact_id, new.property_id) > 0) execute function estate.tell_task();
create trigger tell after update of status on public.tasks
    for each row when (old.status <> new.status and num_nonnulls(new.contact_id, new.property_id) > 0) execute function estate.tell_task();
create trigger follow_activities after update of owner_id on public.properties
    for each row when (old.owner_id <> new.owner_id) execute function estate.follow_record();
create trigger follow_activities after update of owner_id on public.deals
    for each row when (old.owner_id <> new.owner_id) execute function estate.follow_record();
create trigger follow_activities after update of owner_id on public.contacts
    for each row when (old.owner_id <> new.owner_id) execute function estate.follow_record();

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What may come to a contract: the stages of an agency, the deals in them, and who takes part.
begin;

create domain public.deal_status as text check (value in ('open', 'won', 'lost'));
create domain public.deal_part as text
    check (value in ('buyer', 'seller', 'tenant', 'landlord', 'agent', 'notary', 'lender', 'other'));

create table public.deal_stages (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    external_ref text check (length(external_ref) <= 120),
    name public.i18n not null check (name <> '{}'),
    probability int not null default 50 check (probability between 0 and 100),
    position int not null default 0,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint deal_stages_external_ref_key unique (agency_id, external_ref)
);
comment on column public.deal_stages.probability is 'percent of the deals in it that are won, as the agency sees it';

create index deal_stages_list on public.deal_stages (agency_id, created_at desc, id desc);
create index deal_stages_sync on public.deal_stages (agency_id, updated_at, id);
create index deal_stages_order on public.deal_stages (agency_id, position, id);

create table public.deals (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    title text not null check (length(title) between 1 and 200),
    property_id uuid,
    contact_id uuid,
    stage_id uuid not null,
    position numeric not null,
    stage_since timestamptz not null default app.now(),
    status public.deal_status not null default 'open',
    close_reason text check (length(close_reason) between 1 and 300),
    closed_at timestamptz,
    amount numeric(14, 2) check (amount >= 0),
    currency public.currency_code not null,
    expected_close_on date,
    notes text check (length(notes) <= 10000),
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint deals_external_ref_key unique (agency_id, external_ref),
    constraint deals_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint deals_stage_id_fkey foreign key (agency_id, stage_id) references public.deal_stages (agency_id, id),
    constraint deals_property_id_fkey foreign key (agency_id, property_id)
        references public.properties (agency_id, id) on delete set null (property_id),
    constraint deals_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete set null (contact_id)
);
comment on column public.deals.position is 'its place in the stage: between two there is always another; unlike any other in the stage';

create index deals_list on public.deals (agency_id, created_at desc, id desc);
create index deals_sync on public.deals (agency_id, updated_at, id);
create index deals_owner on public.deals (agency_id, owner_id, created_at desc, id desc);
create index deals_stage on public.deals (agency_id, stage_id, status, position, id);
create index deals_status on public.deals (agency_id, status, created_at desc, id desc) where deleted_at is null;
create index deals_closed on public.deals (agency_id, status, closed_at desc nulls last, id desc) where deleted_at is null;
create index deals_property on public.deals (agency_id, property_id, created_at desc, id desc) where property_id is not null;
create index deals_contact on public.deals (agency_id, contact_id, created_at desc, id desc) where contact_id is not null;
create index deals_amount on public.deals (agency_id, amount, id) where deleted_at is null;
create index deals_amount_desc on public.deals (agency_id, amount desc nulls last, id desc) where deleted_at is null;
create index deals_expected on public.deals (agency_id, expected_close_on, id) where deleted_at is null;
create index deals_since on public.deals (agency_id, stage_since, id) where deleted_at is null;

create table public.deal_parties (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    deal_id uuid not null,
    contact_id uuid not null,
    part public.deal_part not null default 'other',
    share numeric(5, 2) check (share > 0 and share <= 100),
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint deal_parties_external_ref_key unique (agency_id, external_ref),
    constraint deal_parties_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint deal_parties_deal_id_fkey foreign key (agency_id, deal_id) references public.deals (agency_id, id) on delete cascade,
    constraint deal_parties_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete cascade
);
comment on column public.deal_parties.share is 'percent of what their part has';

create unique index deal_parties_contact_id_key on public.deal_parties (agency_id, deal_id, contact_id, part) where deleted_at is null;
create index deal_parties_list on public.deal_parties (agency_id, created_at desc, id desc);
create index deal_parties_sync on public.deal_parties (agency_id, updated_at, id);
create index deal_parties_owner on public.deal_parties (agency_id, owner_id, created_at desc, id desc);
create index deal_parties_deal on public.deal_parties (agency_id, deal_id, created_at desc, id desc);
create index deal_parties_contact on public.deal_parties (agency_id, contact_id, created_at desc, id desc);

call internal.protect('public.deal_stages');
create policy read on public.deal_stages for select using (agency_id = app.agency_id());
comment on policy read on public.deal_stages is 'members: whatever they see of the deals, the board is the agency''s';
create policy add on public.deal_stages for insert with check (agency_id = app.agency_id() and app.role() in ('admin', 'owner'));
comment on policy add on public.deal_stages is 'admins and owners: how an agency works is theirs to say';
create policy change on public.deal_stages for update
    using (agency_id = app.agency_id() and app.role() in ('admin', 'owner'))
    with check (agency_id = app.agency_id() and app.role() in ('admin', 'owner'));
comment on policy change on public.deal_stages is 'admins and owners: how an agency works is theirs to say';

call internal.protect('public.deals');
create policy read on public.deals for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.deals is 'members: all under team visibility, else their own; admins and owners: all';
create policy add on public.deals for insert
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.deals is 'agents: for themselves; admins and owners: for anybody';
create policy change on public.deals for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.deals is 'agents: their own, which stay theirs; admins and owners: all';

call internal.protect('public.deal_parties');
create policy read on public.deal_parties for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.deal_parties is 'as the deal, whose owner is theirs';
create policy add on public.deal_parties for insert
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.deal_parties is 'whoever may change the deal, whose owner is theirs';
create policy change on public.deal_parties for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.deal_parties is 'whoever may change the deal, whose owner is theirs';

grant select on public.deal_stages, public.deals, public.deal_parties to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, external_ref, name, probability) on public.deal_stages to stagefy_api;
grant update (external_ref, name, probability, deleted_at) on public.deal_stages to stagefy_api;
-- Where a deal stands changes by estate.move_deal alone.
grant insert (id, agency_id, owner_id, external_ref, title, property_id, contact_id, stage_id, status, close_reason, amount, currency,
              expected_close_on, notes) on public.deals to stagefy_api;
grant update (owner_id, external_ref, title, property_id, contact_id, status, close_reason, amount, currency, expected_close_on, notes,
              deleted_at) on public.deals to stagefy_api;
grant insert (id, agency_id, external_ref, deal_id, contact_id, part, share) on public.deal_parties to stagefy_api;
grant update (external_ref, part, share, deleted_at) on public.deal_parties to stagefy_api;

set role stagefy_definer;

-- How long a deal was in which stage; the open one is where it is now.
create table internal.deal_stays (
    agency_id uuid not null,
    deal_id uuid not null,
    n int not null,
    stage_id uuid not null,
    entered_at timestamptz not null default app.now(),
    left_at timestamptz,
    primary key (agency_id, deal_id, n)
);
alter table internal.deal_stays enable row level security;
alter table internal.deal_stays force row level security;
create policy definer on internal.deal_stays to stagefy_definer using (true) with check (true);
comment on policy definer on internal.deal_stays is 'the trigger writes, estate.deal_stays reads: every row';

-- Contract: gives p_agency the stages that one begins with, unless it has some.
create function estate.make_stages(p_agency uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.deal_stages (agency_id, name, probability, position)
    select p_agency, s.name, s.probability, s.position
    from (values (1, 10, '{"en": "New enquiry", "fr": "Nouvelle demande"}'::jsonb), (2, 25, '{"en": "Visits", "fr": "Visites"}'),
                 (3, 60, '{"en": "Offer", "fr": "Offre"}'), (4, 90, '{"en": "Promise signed", "fr": "Compromis signé"}')) s (position, probability, name)
    where not exists (select from public.deal_stages d where d.agency_id = p_agency and d.deleted_at is null);
end
$$;

create function estate.begin_stages() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform estate.make_stages(new.id);
    return null;
end
$$;

-- A stage comes last; one with open deals in it does not go.
create function estate.complete_stage() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        if new.position = 0 then
            new.position := 1 + coalesce((select max(s.position) from public.deal_stages s where s.agency_id = new.agency_id), 0);
        end if;
    elsif new.deleted_at is not null and old.deleted_at is null then
        -- whoever moves a deal here waits for this, or this for them
        perform 1 from public.deal_stages s where s.agency_id = new.agency_id and s.id = new.id for no key update;
        if exists (select from public.deals d where d.agency_id = new.agency_id and d.stage_id = new.id and d.status = 'open' and d.deleted_at is null) then
            perform app.fail('SF409', 'there are open deals in this stage', '{"errors": [{"pointer": "", "code": "in_use", "params": {}, "detail": "has open deals"}]}');
        end if;
    end if;
    return new;
end
$$;

-- Contract: puts the live stages p_ids of the caller's agency first, in that order, the rest behind as it was; answers all.
-- Raises SF403 unless the caller is an admin or an owner, SF422 /ids for what is none or twice there.
create function estate.reorder_stages(p_ids uuid[]) returns table (id uuid, "position" int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner arranges the stages', '{"needs": "admin"}');
    end if;
    perform 1 from public.deal_stages s where s.agency_id = app.agency_id() order by s.id for no key update;
    if (select count(distinct s.id) from public.deal_stages s
        where s.agency_id = app.agency_id() and s.id = any (p_ids) and s.deleted_at is null) <> cardinality(p_ids) then
        perform app.fail('SF422', 'must be stages of the agency, each once', '{"pointer": "/ids", "code": "not_found"}');
    end if;
    update public.deal_stages s set position = o.n
    from (select d.id, row_number() over (order by array_position(p_ids, d.id), d.position, d.id) as n
          from public.deal_stages d where d.agency_id = app.agency_id() and d.deleted_at is null) o
    where s.agency_id = app.agency_id() and s.id = o.id and s.position <> o.n;
    return query select s.id, s.position from public.deal_stages s
                 where s.agency_id = app.agency_id() and s.deleted_at is null order by s.position, s.id;
end
$$;

-- What a deal knows by itself, and what it may point to: nothing that its writer may not read. A new one comes last in its
-- stage; the lock on the stage gives each a place of its own.
create function estate.complete_deal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.currency is null then
        select a.currency into new.currency from public.agencies a where a.id = new.agency_id;
    end if;
    if new.property_id is not null and new.property_id is distinct from old.property_id
       and not exists (select from public.properties p where p.agency_id = new.agency_id and p.id = new.property_id and p.deleted_at is null
                         and (app.user_id() is null or app.reads_all() or p.owner_id = app.user_id())) then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/property_id", "code": "not_found"}');
    end if;
    if new.contact_id is not null and new.contact_id is distinct from old.contact_id
       and not exists (select from public.contacts c where c.agency_id = new.agency_id and c.id = new.contact_id and c.deleted_at is null
                         and (app.user_id() is null or app.reads_all() or c.owner_id = app.user_id())) then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/contact_id", "code": "not_found"}');
    end if;
    if tg_op = 'INSERT' then
        if new.stage_id is null then
            perform estate.make_stages(new.agency_id);
            select s.id into new.stage_id from public.deal_stages s
            where s.agency_id = new.agency_id and s.deleted_at is null order by s.position, s.id limit 1;
        end if;
        perform 1 from public.deal_stages s where s.agency_id = new.agency_id and s.id = new.stage_id and s.deleted_at is null
        for no key update;
        if not found then
            perform app.fail('SF422', 'does not exist', '{"pointer": "/stage_id", "code": "not_found"}');
        end if;
        new.position := 1 + coalesce((select floor(max(d.position)) from public.deals d
                                      where d.agency_id = new.agency_id and d.stage_id = new.stage_id), 0);
    elsif new.stage_id <> old.stage_id then
        new.stage_since := app.now();
    end if;
    if new.status = 'open' then
        new.closed_at := null;
        new.close_reason := null;
    elsif tg_op = 'INSERT' or new.status <> old.status then
        new.closed_at := coalesce(new.closed_at, app.now());
    end if;
    if new.status = 'lost' and new.close_reason is null then
        perform app.fail('SF422', 'is required of a deal that is lost', '{"pointer": "/close_reason", "code": "required"}');
    end if;
    return new;
end
$$;

create function estate.note_stay() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update internal.deal_stays s set left_at = app.now()
    where s.agency_id = new.agency_id and s.deal_id = new.id and s.left_at is null;
    if new.status = 'open' then
        insert into internal.deal_stays (agency_id, deal_id, n, stage_id, entered_at)
        select new.agency_id, new.id, 1 + coalesce(max(s.n), 0), new.stage_id, case tg_op when 'INSERT' then new.stage_since else app.now() end
        from internal.deal_stays s where s.agency_id = new.agency_id and s.deal_id = new.id;
    end if;
    return null;
end
$$;

-- Contract: the stages that p_deal was in, in order; nothing of a deal that the caller may not read.
create function estate.deal_stays(p_deal uuid) returns table (stage_id uuid, entered_at timestamptz, left_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query select s.stage_id, s.entered_at, s.left_at
    from public.deals d join internal.deal_stays s on s.agency_id = d.agency_id and s.deal_id = d.id
    where d.agency_id = app.agency_id() and d.id = p_deal and (app.reads_all() or d.owner_id = app.user_id())
    order by s.n;
end
$$;

-- Contract: puts p_deal into p_stage: right behind p_after, right before p_before (at most one of them), or last. Opens it
-- where it was closed. p_version: only that version of it; NULL: any. Whoever moves into a stage locks it, so that each
-- deal has a place of its own, and stage before deal, so that nobody waits in a circle. Raises SF422 /stage_id, /after_id,
-- /before_id for what is not there, SF404, SF403, SF412 as a PATCH would.
create function estate.move_deal(p_deal uuid, p_version int, p_stage uuid, p_after uuid, p_before uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    moved public.deals;
    low numeric;
    high numeric;
    place numeric;
begin
    if p_after is not null and p_before is not null then
        perform app.fail('SF422', 'does not go with after_id', '{"pointer": "/before_id", "code": "not_allowed"}');
    end if;
    perform 1 from public.deal_stages s where s.agency_id = app.agency_id() and s.id = p_stage and s.deleted_at is null
    for no key update;
    if not found then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/stage_id", "code": "not_found"}');
    end if;
    select d.* into moved from public.deals d
    where d.agency_id = app.agency_id() and d.id = p_deal and d.deleted_at is null and (app.reads_all() or d.owner_id = app.user_id())
    for update;
    if not found then
        perform app.fail('SF404', 'there is no such deal');
    elsif moved.version <> p_version then
        perform app.fail('SF412', 'the version asked for is not the current one', jsonb_build_object('version', moved.version));
    elsif not coalesce(app.writes_all() or app.writes_own() and moved.owner_id = app.user_id(), false) then
        perform app.fail('SF403', 'you may read this deal, but not change it', '{"needs": "owner of the record, or admin"}');
    end if;
    if p_after is not null or p_before is not null then
        select d.position into place from public.deals d
        where d.agency_id = moved.agency_id and d.id = coalesce(p_after, p_before) and d.id <> p_deal and d.stage_id = p_stage
          and d.status = 'open' and d.deleted_at is null and (app.reads_all() or d.owner_id = app.user_id());
        if not found then
            perform app.fail('SF422', 'is no open deal in that stage', jsonb_build_object('code', 'not_found',
                'pointer', case when p_after is not null then '/after_id' else '/before_id' end));
        end if;
    end if;
    -- also what is closed or deleted there keeps its place for itself
    if p_before is not null then
        high := place;
        select max(d.position) into low from public.deals d
        where d.agency_id = moved.agency_id and d.stage_id = p_stage and d.id <> p_deal and d.position < high;
    else
        select coalesce(place, max(d.position)), min(d.position) filter (where d.position > place) into low, high from public.deals d
        where d.agency_id = moved.agency_id and d.stage_id = p_stage and d.id <> p_deal;
    end if;
    place := case when low is null and high is null then 1 when high is null then floor(low) + 1 when low is null then ceil(high) - 1
                  else (low + high) * 0.5 end;
    if scale(place) > 40 then
        update public.deals d set position = o.n
        from (select e.id, row_number() over (order by e.position) as n from public.deals e
              where e.agency_id = moved.agency_id and e.stage_id = p_stage) o
        where d.agency_id = moved.agency_id and d.id = o.id;
        perform estate.move_deal(p_deal, p_version, p_stage, p_after, p_before);
        return;
    end if;
    update public.deals d set stage_id = p_stage, position = place, status = 'open'
    where d.agency_id = moved.agency_id and d.id = p_deal;
end
$$;

-- The owner is the deal's, so that both are readable and writable by the same people.
create function estate.own_deal_party() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    owner uuid;
begin
    select d.owner_id into owner from public.deals d
    where d.agency_id = new.agency_id and d.id = new.deal_id and d.deleted_at is null
      and (app.user_id() is null or app.reads_all() or d.owner_id = app.user_id());
    if found then
        new.owner_id := owner;
    elsif new.deleted_at is null then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/deal_id", "code": "not_found"}');
    end if;
    if tg_op = 'INSERT' and not exists (
        select from public.contacts c where c.agency_id = new.agency_id and c.id = new.contact_id and c.deleted_at is null
          and (app.user_id() is null or app.reads_all() or c.owner_id = app.user_id())) then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/contact_id", "code": "not_found"}');
    end if;
    return new;
end
$$;

-- Parties go over with their deal, go with it, and those that went with it come back.
create function estate.follow_deal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.deleted_at is distinct from old.deleted_at then
        update public.deal_parties p set deleted_at = new.deleted_at
        where p.agency_id = new.agency_id and p.deal_id = new.id and p.deleted_at is not distinct from old.deleted_at;
    end if;
    if new.owner_id <> old.owner_id then
        update public.deal_parties p set owner_id = new.owner_id where p.agency_id = new.agency_id and p.deal_id = new.id;
    end if;
    return null;
end
$$;

grant execute on function estate.begin_stages(), estate.complete_stage(), estate.complete_deal(), estate.note_stay(), estate.own_deal_party(),
    estate.follow_deal() to stagefy_owner;
grant execute on function estate.reorder_stages(uuid[]), estate.deal_stays(uuid), estate.move_deal(uuid, int, uuid, uuid, uuid) to stagefy_api;

reset role;

-- Contract: what the open deals that the caller may read come to, in each stage and currency; p_owner: of that member alone.
create function estate.deal_totals(p_owner uuid)
returns table (stage_id uuid, currency text, deals bigint, amount numeric, weighted numeric)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select t.stage_id, t.currency::text, count(*), coalesce(sum(t.amount), 0), round(coalesce(sum(t.amount), 0) * s.probability / 100, 2)
    from public.deals t join public.deal_stages s on s.agency_id = t.agency_id and s.id = t.stage_id
    where t.agency_id = app.agency_id() and t.status = 'open' and t.deleted_at is null and (p_owner is null or t.owner_id = p_owner)
    group by t.stage_id, t.currency, s.probability, s.position, s.id order by s.position, s.id, t.currency;
end
$$;

grant execute on function estate.deal_totals(uuid) to stagefy_api;

grant references on public.deals, public.deal_stages to stagefy_definer;
set role stagefy_definer;
alter table internal.deal_stays
    add constraint deal_stays_deal_id_fkey foreign key (agency_id, deal_id) references public.deals (agency_id, id) on delete cascade,
    add constraint deal_stays_stage_id_fkey foreign key (agency_id, stage_id) references public.deal_stages (agency_id, id) on delete cascade;
create index deal_stays_stage on internal.deal_stays (agency_id, stage_id);
reset role;
revoke references on public.deals, public.deal_stages from stagefy_definer;

create trigger complete before insert or update on public.deal_stages
    for each row execute function estate.complete_stage();
create trigger touch before update on public.deal_stages
    for each row execute function app.touch_row('position', 'deleted_at');
create trigger changes after insert or update or delete on public.deal_stages
    for each row execute function internal.record_change('records');

create trigger complete before insert or update on public.deals
    for each row execute function estate.complete_deal();
create trigger touch before update on public.deals
    for each row execute function app.touch_row('position', 'stage_since', 'closed_at', 'deleted_at');
create trigger changes after insert or update or delete on public.deals
    for each row execute function internal.record_change('records');
create trigger begin_stay after insert on public.deals
    for each row execute function estate.note_stay();
create trigger next_stay after update on public.deals
    for each row when (old.stage_id <> new.stage_id or old.status <> new.status) execute function estate.note_stay();
create trigger follow after update of owner_id, deleted_at on public.deals
    for each row execute function estate.follow_deal();

create trigger own before insert or update on public.deal_parties
    for each row execute function estate.own_deal_party();
create trigger touch before update on public.deal_parties
    for each row execute function app.touch_row('owner_id', 'deleted_at');
create trigger changes after insert or update or delete on public.deal_parties
    for each row execute function internal.record_change('records');

create trigger begin_stages after insert on public.agencies
    for each row execute function estate.begin_stages();

set role stagefy_definer;
select estate.make_stages(a.id) from public.agencies a;
reset role;

commit;

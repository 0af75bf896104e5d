-- SPDX-License-Identifier: Apache-2.0
-- Somebody asks for something: to whom that goes, until when, and who takes it.
begin;

create domain public.lead_status as text check (value in ('new', 'offered', 'claimed', 'closed'));
create domain public.lead_way as text check (value in ('round_robin', 'member', 'pool'));

create table public.lead_rules (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    external_ref text check (length(external_ref) <= 120),
    name text not null check (length(name) between 1 and 120),
    position int not null default 0 check (position >= 0),
    enabled boolean not null default true,
    sources text[] not null default '{}',
    areas text[] not null default '{}',
    transaction public.transaction_type,
    price_min numeric(14, 2) check (price_min >= 0),
    price_max numeric(14, 2) check (price_max >= 0),
    way public.lead_way not null default 'round_robin',
    assignee_ids uuid[] not null default '{}' check (cardinality(assignee_ids) <= 100),
    minutes int not null default 15 check (minutes between 1 and 10080),
    turn uuid,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint lead_rules_external_ref_key unique (agency_id, external_ref)
);
comment on column public.lead_rules.sources is 'none of them: any, as for areas';
comment on column public.lead_rules.areas is 'cities, or the beginnings of zip codes';
comment on column public.lead_rules.assignee_ids is 'members in their order; whoever has left is passed over';
comment on column public.lead_rules.turn is 'whom it chose last';

create index lead_rules_list on public.lead_rules (agency_id, created_at desc, id desc);
create index lead_rules_sync on public.lead_rules (agency_id, updated_at, id);
create index lead_rules_order on public.lead_rules (agency_id, position, id);

create table public.leads (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    external_ref text check (length(external_ref) <= 120),
    name text not null check (length(name) between 1 and 200),
    email public.email_address,
    phone public.phone_number,
    message text check (length(message) <= 5000),
    source text not null default 'api' check (length(source) between 1 and 60),
    contact_id uuid,
    made_contact boolean not null default false,
    property_id uuid,
    wanted_transaction public.transaction_type,
    wanted_area text check (length(wanted_area) <= 120),
    wanted_price numeric(14, 2) check (wanted_price >= 0),
    wants_visit boolean not null default false,
    share_link_id uuid,
    rule_id uuid,
    status public.lead_status not null default 'new',
    assignee_id uuid,
    claim_by timestamptz,
    claimed_at timestamptz,
    closed_at timestamptz,
    close_reason text check (length(close_reason) between 1 and 300),
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    check ((status = 'offered') = (claim_by is not null)),
    check (status not in ('offered', 'claimed') or assignee_id is not null),
    constraint leads_external_ref_key unique (agency_id, external_ref),
    constraint leads_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint leads_assignee_id_fkey foreign key (agency_id, assignee_id) references public.memberships (agency_id, user_id),
    constraint leads_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete set null (contact_id),
    constraint leads_property_id_fkey foreign key (agency_id, property_id)
        references public.properties (agency_id, id) on delete set null (property_id),
    constraint leads_rule_id_fkey foreign key (agency_id, rule_id)
        references public.lead_rules (agency_id, id) on delete set null (rule_id)
);
comment on column public.leads.owner_id is 'the assignee, as long as there is one; else who had it last, or entered it';
comment on column public.leads.name is 'as it was sent, like email, phone and message; contact_id has what became of it';
comment on column public.leads.made_contact is 'the contact was made for it, and waits for whoever claims it';
comment on column public.leads.share_link_id is 'the shared page that it was sent from';
comment on column public.leads.assignee_id is 'NULL: it lies in the pool, for any agent';
comment on column public.leads.claim_by is 'of what is offered: from then on anybody may have it';

create index leads_list on public.leads (agency_id, created_at desc, id desc);
create index leads_sync on public.leads (agency_id, updated_at, id);
create index leads_owner on public.leads (agency_id, owner_id, created_at desc, id desc);
create index leads_status on public.leads (agency_id, status, created_at desc, id desc) where deleted_at is null;
create index leads_assignee on public.leads (agency_id, assignee_id, status, created_at desc, id desc);
create index leads_source on public.leads (agency_id, source, created_at desc, id desc) where deleted_at is null;
create index leads_contact on public.leads (agency_id, contact_id, created_at desc, id desc) where contact_id is not null;
create index leads_property on public.leads (agency_id, property_id, created_at desc, id desc) where property_id is not null;
create index leads_share_link on public.leads (agency_id, share_link_id, created_at desc, id desc) where share_link_id is not null;
create index leads_rule on public.leads (agency_id, rule_id) where rule_id is not null;
-- asked without an agency, by the job that returns what nobody has claimed
create index leads_due on public.leads (claim_by) where status = 'offered' and deleted_at is null;

call internal.protect('public.lead_rules');
create policy read on public.lead_rules for select using (agency_id = app.agency_id() and app.writes_all());
comment on policy read on public.lead_rules is 'admins and owners of the agency, platform admins: who gets what is theirs to arrange';
create policy add on public.lead_rules for insert with check (agency_id = app.agency_id() and app.role() in ('admin', 'owner'));
comment on policy add on public.lead_rules is 'admins and owners: who gets what is theirs to arrange';
create policy change on public.lead_rules for update
    using (agency_id = app.agency_id() and app.role() in ('admin', 'owner'))
    with check (agency_id = app.agency_id() and app.role() in ('admin', 'owner'));
comment on policy change on public.lead_rules is 'admins and owners: who gets what is theirs to arrange';

call internal.protect('public.leads');
create policy read on public.leads for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id() or assignee_id is null and app.writes_own()));
comment on policy read on public.leads is
    'members: all under team visibility, else their own, and agents also what lies in the pool, which they may claim; admins and owners: all';
create policy change on public.leads for update
    using (agency_id = app.agency_id() and (app.writes_all() or app.writes_own() and assignee_id = app.user_id()))
    with check (agency_id = app.agency_id() and app.writes_own());
comment on policy change on public.leads is
    'agents: what they have, which they may hand on or put back into the pool; admins and owners: all. estate.claim_lead gives from the pool';

grant select on public.lead_rules, public.leads to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, external_ref, name, position, enabled, sources, areas, transaction, price_min, price_max, way, assignee_ids,
              minutes) on public.lead_rules to stagefy_api;
grant update (external_ref, name, position, enabled, sources, areas, transaction, price_min, price_max, way, assignee_ids, minutes,
              deleted_at) on public.lead_rules to stagefy_api;
-- estate.take_lead makes them.
grant update (external_ref, status, assignee_id, close_reason, deleted_at) on public.leads to stagefy_api;

-- What a rule knows by itself, and what makes no sense. A new one comes last.
create function estate.complete_lead_rule() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    stranger int;
begin
    if tg_op = 'INSERT' and new.position = 0 then
        new.position := 1 + coalesce((select max(r.position) from public.lead_rules r where r.agency_id = new.agency_id), 0);
    end if;
    if new.price_max < new.price_min then
        perform app.fail('SF422', 'is less than price_min', '{"pointer": "/price_max", "code": "out_of_range"}');
    end if;
    if new.way = 'member' and cardinality(new.assignee_ids) <> 1 then
        perform app.fail('SF422', 'must name the one member', '{"pointer": "/assignee_ids", "code": "required"}');
    end if;
    if tg_op = 'INSERT' or new.assignee_ids <> old.assignee_ids then
        select min(a.n) into stranger from unnest(new.assignee_ids) with ordinality a (id, n)
        where not exists (select from public.memberships m where m.agency_id = new.agency_id and m.user_id = a.id
                                                             and m.left_at is null and m.role <> 'viewer');
        if stranger is not null then
            perform app.fail('SF422', 'is no member who works on leads',
                             jsonb_build_object('pointer', '/assignee_ids/' || stranger - 1, 'code', 'not_found'));
        end if;
    end if;
    return new;
end
$$;

-- What becomes of a lead by a change. A client closes and opens it, and gives it to somebody, who then has it, or to nobody: the
-- pool. Runs as whoever writes; what definer functions write stands as they write it.
create function estate.complete_lead() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    open_as text;
begin
    if current_user <> 'stagefy_definer' then
        if new.assignee_id is distinct from old.assignee_id and new.assignee_id is not null
           and not exists (select from public.memberships m where m.agency_id = new.agency_id and m.user_id = new.assignee_id
                                                              and m.left_at is null and m.role <> 'viewer') then
            perform app.fail('SF422', 'is no member who works on leads', '{"pointer": "/assignee_id", "code": "not_found"}');
        end if;
        open_as := case when new.assignee_id is null then 'new'
                        when old.status = 'offered' and new.assignee_id = old.assignee_id then 'offered' else 'claimed' end;
        if new.status <> old.status and new.status not in ('closed', open_as) then
            perform app.fail('SF422', 'does not follow: a lead is closed, or opened again as what its assignee makes it',
                             jsonb_build_object('pointer', '/status', 'code', 'not_one_of', 'params', jsonb_build_object('allowed', jsonb_build_array('closed', open_as))));
        elsif new.status <> 'closed' then
            new.status := open_as;
        end if;
    end if;
    new.owner_id := coalesce(new.assignee_id, new.owner_id);
    if new.status <> 'offered' then
        new.claim_by := null;
    end if;
    if new.status in ('new', 'offered') then
        new.claimed_at := null;
    elsif new.status = 'claimed' then
        if new.claimed_at is null or new.assignee_id is distinct from old.assignee_id then
            new.claimed_at := app.now();
        end if;
        new.made_contact := false;
    end if;
    if new.status = 'closed' then
        new.closed_at := coalesce(old.closed_at, app.now());
    else
        new.closed_at := null;
        new.close_reason := null;
    end if;
    return new;
end
$$;

set role stagefy_definer;

-- To whom a lead of p_agency goes, by the first rule that fits and has somebody: rule, and assignee with the minutes that they
-- have, or nobody: the pool. Where no rule fits, neither. Its callers hold the lock on the agency's leads, so that turns are taken
-- one after the other.
create function internal.route_lead(p_agency uuid, p_source text, p_transaction text, p_city text, p_zip text, p_price numeric,
                                    out rule uuid, out assignee uuid, out minutes int)
language plpgsql volatile as $$
declare
    r public.lead_rules;
    able uuid[];
begin
    for r in
        select l.* from public.lead_rules l
        where l.agency_id = p_agency and l.deleted_at is null and l.enabled
          and (l.sources = '{}' or exists (select from unnest(l.sources) s where app.fold(s) = app.fold(p_source)))
          and (l.areas = '{}' or exists (select from unnest(l.areas) a
                                         where app.fold(a) = app.fold(p_city) or starts_with(app.fold(p_zip), app.fold(a))))
          and (l.transaction is null or l.transaction = p_transaction)
          and (l.price_min is null or p_price >= l.price_min) and (l.price_max is null or p_price <= l.price_max)
        order by l.position, l.id
    loop
        if r.way = 'pool' then
            rule := r.id;
            return;
        end if;
        -- entrances, not memberships: who was locked out answers no enquiry
        select array_agg(e.user_id order by array_position(r.assignee_ids, e.user_id), e.user_id) into able
        from internal.entrances e
        where e.agency_id = p_agency and e.role <> 'viewer' and (r.assignee_ids = '{}' or e.user_id = any (r.assignee_ids));
        if able is not null then
            rule := r.id;
            minutes := r.minutes;
            assignee := able[coalesce(array_position(able, r.turn), 0) % cardinality(able) + 1];
            update public.lead_rules l set turn = assignee where l.agency_id = p_agency and l.id = r.id;
            return;
        end if;
    end loop;
end
$$;

-- The contact of p_agency with that address, else with that number, the first or any other of theirs; made for p_owner when there is
-- neither.
create function internal.lead_contact(p_agency uuid, p_owner uuid, p_name text, p_email text, p_phone text, p_phone_raw text,
                                      out id uuid, out made boolean)
language plpgsql volatile as $$
begin
    made := false;
    select e.contact_id into id from public.contact_emails e
    where e.agency_id = p_agency and e.email = p_email and e.deleted_at is null;
    if id is null then
        select n.contact_id into id from public.contact_phones n
        where n.agency_id = p_agency and n.phone = p_phone and n.deleted_at is null order by n.created_at, n.id limit 1;
    end if;
    if id is null then
        made := true;
        insert into public.contacts (agency_id, owner_id, name, email, phone, phone_raw)
        values (p_agency, p_owner, p_name, p_email, p_phone, p_phone_raw) returning contacts.id into id;
    end if;
end
$$;

-- Contract: for definer functions: a lead of p_agency, entered by p_owner, with its contact and whoever it goes to, all in this
-- transaction. p_lead is one row of public.leads as far as a client knows it, its id included. Takes turns with the other leads
-- of the agency, for what would otherwise be made twice: the lead of an external_ref, the contact of an address. Answers the id:
-- of the lead that has that external_ref, where there is one. Raises SF409 /external_ref when that one is deleted.
create function internal.take_lead(p_agency uuid, p_owner uuid, p_lead public.leads, p_phone_raw text) returns uuid
language plpgsql volatile as $$
declare
    known public.leads;
    home public.properties;
    person record;
    way record;
begin
    perform pg_advisory_xact_lock(hashtextextended('leads of ' || p_agency, 0));
    select l.* into known from public.leads l where l.agency_id = p_agency and l.external_ref = p_lead.external_ref;
    if known.deleted_at is not null then
        perform app.fail('SF409', 'a lead with this external_ref was deleted',
                         '{"errors": [{"pointer": "/external_ref", "code": "not_unique", "params": {}, "detail": "is already taken"}]}');
    elsif known.id is not null then
        return known.id;
    end if;
    select p.* into home from public.properties p where p.agency_id = p_agency and p.id = p_lead.property_id;
    person := internal.lead_contact(p_agency, p_owner, p_lead.name, p_lead.email, p_lead.phone, p_phone_raw);
    way := internal.route_lead(p_agency, p_lead.source, coalesce(home.transaction, p_lead.wanted_transaction),
                               coalesce(home.city, p_lead.wanted_area), coalesce(home.zip_code, p_lead.wanted_area),
                               coalesce(home.price, p_lead.wanted_price));
    insert into public.leads (id, agency_id, owner_id, external_ref, name, email, phone, message, source, contact_id, made_contact,
                              property_id, wanted_transaction, wanted_area, wanted_price, wants_visit, share_link_id, rule_id,
                              status, assignee_id, claim_by)
    values (p_lead.id, p_agency, coalesce(way.assignee, p_owner), p_lead.external_ref, p_lead.name, p_lead.email, p_lead.phone,
            p_lead.message, p_lead.source, person.id, person.made, p_lead.property_id, p_lead.wanted_transaction, p_lead.wanted_area,
            p_lead.wanted_price, coalesce(p_lead.wants_visit, false), p_lead.share_link_id, way.rule, case when way.assignee is null then 'new' else 'offered' end, way.assignee,
            app.now() + make_interval(mins => way.minutes));
    return p_lead.id;
end
$$;

-- Contract: the caller enters a lead (internal.take_lead); p_property or p_reference says what it is about. Answers its id, and
-- whether it is new. Raises SF422 /email where there is no way to answer, /property_id and /property_reference for what the
-- caller may not read.
create function estate.take_lead(p_id uuid, p_name text, p_email text, p_phone text, p_phone_raw text, p_message text, p_source text,
                                 p_property uuid, p_reference text, p_transaction text, p_area text, p_price numeric, p_external_ref text,
                                 out id uuid, out made boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    lead public.leads;
begin
    if p_email is null and p_phone is null then
        perform app.fail('SF422', 'or a phone number is required', '{"pointer": "/email", "code": "required"}');
    end if;
    if p_property is not null or p_reference is not null then
        select p.id into lead.property_id from public.properties p
        where p.agency_id = app.agency_id() and (p_property is null or p.id = p_property) and (p_reference is null or p.reference = p_reference)
          and p.deleted_at is null and (app.reads_all() or p.owner_id = app.user_id());
        if lead.property_id is null then
            perform app.fail('SF422', 'does not exist', jsonb_build_object('code', 'not_found', 'pointer',
                case when p_property is null then '/property_reference' else '/property_id' end));
        end if;
    end if;
    lead.id := p_id;
    lead.name := p_name;
    lead.email := p_email;
    lead.phone := p_phone;
    lead.message := p_message;
    lead.source := coalesce(p_source, 'api');
    lead.wanted_transaction := p_transaction;
    lead.wanted_area := p_area;
    lead.wanted_price := p_price;
    lead.external_ref := p_external_ref;
    id := internal.take_lead(app.agency_id(), app.user_id(), lead, p_phone_raw);
    made := id = p_id;
end
$$;

-- Contract: the caller takes a lead that lies in the pool, or is offered to them, or was to somebody whose time is over. Of any
-- number of callers at once one has it: the others wait for that one's commit and then find it taken. Nothing happens when it is
-- the caller's already. Raises SF404, and SF409 with the member who has it, also where records are their owners': who answers
-- an enquiry is no secret among those who may.
create function estate.claim_lead(p_lead uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    lead public.leads;
    holder text;
begin
    select l.* into lead from public.leads l
    where l.agency_id = app.agency_id() and l.id = p_lead and l.deleted_at is null for no key update;
    if lead.id is null then
        perform app.fail('SF404', 'there is no such lead');
    elsif lead.status = 'claimed' and lead.assignee_id = app.user_id() then
        return;
    elsif lead.status = 'claimed' or lead.status = 'offered' and lead.assignee_id <> app.user_id() and lead.claim_by > app.now() then
        select coalesce(m.display_name, u.full_name) into holder
        from public.memberships m join public.users u on u.id = m.user_id
        where m.agency_id = lead.agency_id and m.user_id = lead.assignee_id;
        perform app.fail('SF409', case lead.status when 'claimed' then 'somebody has this lead' else 'this lead is offered to somebody' end,
            jsonb_build_object('errors', jsonb_build_array(jsonb_build_object('pointer', '', 'code', lead.status,
                'params', jsonb_build_object('assignee_id', lead.assignee_id, 'name', holder, 'claimed_at', lead.claimed_at, 'claim_by', lead.claim_by),
                'detail', lead.status || ' by or to ' || coalesce(holder, 'a member')))));
    elsif lead.status = 'closed' then
        perform app.fail('SF409', 'this lead is closed',
                         '{"errors": [{"pointer": "", "code": "closed", "params": {}, "detail": "is closed"}]}');
    end if;
    update public.leads l set status = 'claimed', assignee_id = app.user_id() where l.agency_id = lead.agency_id and l.id = p_lead;
end
$$;

-- Contract: for stagefy_jobs, every minute: what was offered and not claimed in time lies in the pool. Answers how many. Leads
-- that somebody claims right now are left to them.
create function estate.return_leads() returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    returned bigint;
begin
    update public.leads l set status = 'new', assignee_id = null
    from (select d.agency_id, d.id from public.leads d
          where d.status = 'offered' and d.claim_by <= app.now() and d.deleted_at is null for no key update skip locked) due
    where l.agency_id = due.agency_id and l.id = due.id;
    get diagnostics returned = row_count;
    return returned;
end
$$;

-- After a lead has come to somebody: they are told, unless they took it themselves; what a program does with a person's key is
-- not the person's doing. The contact that was made for it goes to whoever claims it.
create function estate.follow_lead() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.assignee_id is not null and new.status in ('offered', 'claimed')
       and (tg_op = 'INSERT' or new.assignee_id is distinct from old.assignee_id) then
        perform notify.tell(new.agency_id, new.assignee_id, 'lead_assigned', jsonb_build_object('name', new.name, 'source', new.source),
                            'leads', new.id, null, case when app.key_id() is null then app.user_id() end);
    end if;
    if tg_op = 'UPDATE' and old.made_contact and not new.made_contact then
        update public.contacts c set owner_id = new.assignee_id
        where c.agency_id = new.agency_id and c.id = new.contact_id and c.deleted_at is null and c.owner_id <> new.assignee_id;
    end if;
    return null;
end
$$;

grant execute on function estate.follow_lead() to stagefy_owner;
grant execute on function estate.take_lead(uuid, text, text, text, text, text, text, uuid, text, text, text, numeric, text), estate.claim_lead(uuid)
    to stagefy_api;
grant execute on function estate.return_leads() to stagefy_jobs;

reset role;

create trigger complete before insert or update on public.lead_rules
    for each row execute function estate.complete_lead_rule();
create trigger touch before update on public.lead_rules
    for each row execute function app.touch_row('turn', 'deleted_at');
create trigger changes after insert or update or delete on public.lead_rules
    for each row execute function internal.record_change('settings', 'turn');

create trigger complete before update on public.leads
    for each row execute function estate.complete_lead();
create trigger touch before update on public.leads
    for each row execute function app.touch_row('owner_id', 'made_contact', 'claim_by', 'claimed_at', 'closed_at', 'deleted_at');
create trigger changes after insert or update or delete on public.leads
    for each row execute function internal.record_change('records', 'made_contact');
create trigger follow after insert or update of status, assignee_id on public.leads
    for each row execute function estate.follow_lead();

commit;

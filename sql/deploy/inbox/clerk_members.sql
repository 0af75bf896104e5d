-- SPDX-License-Identifier: Apache-2.0
-- Organizations of Clerk as agencies, their memberships and invitations. Clerk decides who is in; what role a member has, whoever
-- said so last.
begin;

-- An agency whose organization is gone lets nobody in. Nothing of it is taken away.
alter table public.agencies add column closed_at timestamptz;
comment on column public.agencies.closed_at is 'since when nobody gets in: its organization was deleted; NULL: it is open';

set role stagefy_definer;

-- As before, but no agency that is closed is entered.
create or replace view internal.entrances_due with (security_invoker = true) as
    select m.user_id, m.agency_id, m.role::text as role, u.role::text as platform_role,
           case when a.record_visibility = 'team' or m.role in ('admin', 'owner') then 'all' else 'own' end as reads
    from public.memberships m
    join public.users u on u.id = m.user_id
    join public.agencies a on a.id = m.agency_id
    where m.left_at is null and u.is_active and a.sandbox_of is null and a.closed_at is null;

reset role;

create trigger entrances_closed after update of closed_at on public.agencies
    for each row execute function internal.derive_entrances();

-- As before, but Clerk may take away the last owner of an agency that is its organization's: whoever is no longer in the organization
-- must not stay in because nobody else is. The next admin of the organization becomes owner.
create or replace function agency.check_membership() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user <> 'stagefy_definer' then
        if (new.role, new.credit_limit) is distinct from (old.role, old.credit_limit)
           and app.role() not in ('admin', 'owner') then
            perform app.fail('SF403', 'only an admin or an owner may do this', '{"needs": "admin"}');
        end if;
        if new.role <> old.role and 'owner' in (new.role, old.role) and app.role() <> 'owner' then
            perform app.fail('SF403', 'only an owner makes or unmakes an owner', '{"needs": "owner"}');
        end if;
    elsif current_setting('app.last_owner', true) = 'may go' then
        return new;
    end if;
    if old.role = 'owner' and old.left_at is null and (new.role <> 'owner' or new.left_at is not null)
       and not agency.other_owner(old.agency_id, old.id) then
        perform app.fail('SF409', 'the last owner cannot leave or step down', '{"code": "last-owner"}');
    end if;
    return new;
end
$$;

set role stagefy_definer;

-- Our role for one of Clerk's. Roles we do not know mean the least; Clerk knows no owner.
create function internal.clerk_role(p_role text) returns text
language sql immutable as $$
    select case regexp_replace(p_role, '^org:', '') when 'admin' then 'admin' when 'member' then 'agent' else 'viewer' end
$$;

-- Clerk knows no owner. As long as people here have made none, it is whoever created the organization, else its oldest admin: of the
-- memberships that there are, whichever came first. p_leaving is no longer counted. Where Clerk has no admin, one of ours steps in.
create function internal.clerk_fit_owner(p_issuer text, p_org text, p_agency uuid, p_leaving uuid default null) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    heir uuid;
    heir_object text;
begin
    if exists (select from public.memberships m
               where m.agency_id = p_agency and m.role = 'owner' and m.left_at is null and m.user_id is distinct from p_leaving
                 and not exists (select from internal.clerk_objects o join public.identities i on i.issuer = o.issuer and i.subject = o.user_id
                                 where o.issuer = p_issuer and o.kind = 'membership' and o.org_id = p_org and i.user_id = m.user_id
                                   and o.deleted_at is null and o.our_role = 'owner')) then
        return;
    end if;
    select m.user_id, o.id into heir, heir_object
    from internal.clerk_objects o
    join public.identities i on i.issuer = o.issuer and i.subject = o.user_id
    join public.memberships m on m.agency_id = p_agency and m.user_id = i.user_id and m.left_at is null and m.role = o.our_role
    where o.issuer = p_issuer and o.kind = 'membership' and o.org_id = p_org and o.deleted_at is null and o.our_role in ('admin', 'owner')
      and m.user_id is distinct from p_leaving
    order by (o.user_id = (select g.facts ->> 'created_by' from internal.clerk_objects g
                           where g.issuer = p_issuer and g.kind = 'organization' and g.id = p_org)) is true desc,
             (o.facts ->> 'created_at')::numeric, o.id
    limit 1;
    if heir is null then
        select m.user_id into heir from public.memberships m
        where m.agency_id = p_agency and m.role = 'admin' and m.left_at is null and m.user_id is distinct from p_leaving order by m.created_at, m.id limit 1;
    end if;
    if heir is null then
        return;
    end if;
    update public.memberships m set role = 'owner' where m.agency_id = p_agency and m.user_id = heir and m.role <> 'owner';
    update internal.clerk_objects o set our_role = 'owner' where o.issuer = p_issuer and o.kind = 'membership' and o.id = heir_object;
    -- whoever was it because others had not been heard of yet
    update public.memberships m set role = 'admin'
    where m.agency_id = p_agency and m.role = 'owner' and m.left_at is null and m.user_id <> heir and m.user_id is distinct from p_leaving;
    update internal.clerk_objects o set our_role = 'admin'
    where o.issuer = p_issuer and o.kind = 'membership' and o.org_id = p_org and o.deleted_at is null and o.our_role = 'owner' and o.id is distinct from heir_object;
end
$$;

-- A member is out: records go to an owner, or to whoever is next; nobody asks the last owner to stay.
create function internal.clerk_end_member(p_agency uuid, p_user uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    heir uuid := (select m.user_id from public.memberships m
                  where m.agency_id = p_agency and m.user_id <> p_user and m.left_at is null and m.role <> 'viewer'
                  order by agency.role_bit(m.role) desc, m.created_at, m.id limit 1);
begin
    if heir is not null then
        perform agency.hand_over(p_agency, p_user, heir);
    end if;
    update public.memberships m set left_at = app.now() where m.agency_id = p_agency and m.user_id = p_user and m.left_at is null;
    update public.users u set last_agency_id = null where u.id = p_user and u.last_agency_id = p_agency;
end
$$;

-- Contract: makes the membership of p_user in p_org what Clerk's objects say: the newest of those that are not gone, else none. Both
-- must be known here, else nothing happens. A membership that is newer here than the end of Clerk's stays. Answers a note or NULL.
create function internal.clerk_fit_member(p_issuer text, p_org text, p_user text) returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    in_agency uuid := internal.clerk_agency(p_org);
    person uuid := internal.clerk_person(p_issuer, p_user);
    newest internal.clerk_objects;
    gone_at timestamptz;
    was_clerks boolean;
    own public.memberships;
    wanted text;
    done text;
begin
    if in_agency is null or person is null then
        return null;
    end if;
    -- as agency.admit_member, which a first request calls
    perform pg_advisory_xact_lock(hashtextextended(p_org, 2));
    done := app.set_context(in_agency, null, 'admin', 'all', app.request_id(), null);
    perform set_config('app.last_owner', 'may go', true);
    select * into own from public.memberships m where m.agency_id = in_agency and m.user_id = person for update;
    select * into newest from internal.clerk_objects o
    where o.issuer = p_issuer and o.kind = 'membership' and o.org_id = p_org and o.user_id = p_user and o.deleted_at is null
    order by (o.facts ->> 'created_at')::numeric desc, o.id desc limit 1;
    select max(o.deleted_at) filter (where not o.settled), bool_or(o.applied_role is not null) into gone_at, was_clerks
    from internal.clerk_objects o
    where o.issuer = p_issuer and o.kind = 'membership' and o.org_id = p_org and o.user_id = p_user and o.deleted_at is not null;

    if newest.id is null then
        if own.id is not null and own.left_at is null and gone_at is not null and (was_clerks or own.created_at <= gone_at) then
            if own.role = 'owner' then
                perform internal.clerk_fit_owner(p_issuer, p_org, in_agency, person);
            end if;
            perform internal.clerk_end_member(in_agency, person);
        end if;
    else
        wanted := internal.clerk_role(newest.facts ->> 'role');
        if own.id is null then
            insert into public.memberships (agency_id, user_id, role) values (in_agency, person, wanted);
        elsif own.left_at is not null then
            -- out by a former end or by themselves: only a membership that we have not seen brings them back
            if newest.applied_role is null then
                update public.memberships m set role = wanted, left_at = null where m.agency_id = in_agency and m.id = own.id;
            end if;
        elsif newest.applied_role is distinct from newest.facts ->> 'role' and own.role <> wanted and (own.role <> 'owner' or wanted <> 'admin') then
            if own.role = 'owner' then
                perform internal.clerk_fit_owner(p_issuer, p_org, in_agency, person);
            end if;
            update public.memberships m set role = wanted where m.agency_id = in_agency and m.id = own.id;
        elsif own.role <> wanted then
            wanted := newest.our_role;
        end if;
        update internal.clerk_objects o set applied_role = newest.facts ->> 'role', our_role = wanted
        where o.issuer = p_issuer and o.kind = 'membership' and o.id = newest.id;
    end if;
    update internal.clerk_objects o set settled = true
    where o.issuer = p_issuer and o.kind = 'membership' and o.org_id = p_org and o.user_id = p_user and o.deleted_at is not null;

    perform internal.clerk_fit_owner(p_issuer, p_org, in_agency);
    perform set_config('app.last_owner', '', true);
    done := app.set_context(null, null, null, null, app.request_id(), null);
    perform inbox.wake('clerk', 'a member of ' || p_org);
    if not exists (select from public.memberships m where m.agency_id = in_agency and m.role = 'owner' and m.left_at is null) then
        return 'the agency has no owner now: the next admin of its organization becomes it';
    end if;
    return null;
end
$$;

create function internal.clerk_take_member(p_issuer text, p_deleted boolean, p_data jsonb, p_told timestamptz) returns internal.clerk_outcome
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    known internal.clerk_objects := internal.clerk_object(p_issuer, 'membership', p_data ->> 'id');
    org text := coalesce(p_data #>> '{organization,id}', known.org_id);
    person text := coalesce(p_data #>> '{public_user_data,user_id}', known.user_id);
    updated timestamptz := coalesce(internal.clerk_time(p_data -> 'updated_at'), p_told);
    facts jsonb := jsonb_build_object('role', p_data ->> 'role', 'created_at',
                                      extract(epoch from coalesce(internal.clerk_time(p_data -> 'created_at'), updated)));
begin
    if p_deleted then
        perform internal.clerk_bury(p_issuer, 'membership', p_data ->> 'id', org, person, p_told);
    elsif internal.clerk_stale(known, updated, p_told, facts) then
        return internal.clerk_ignored('a newer event was applied before it');
    elsif org is null or person is null then
        return row('refused', 'it names no organization or no user', null, null)::internal.clerk_outcome;
    elsif internal.clerk_is_gone(p_issuer, 'organization', org) or internal.clerk_is_gone(p_issuer, 'user', person) then
        return internal.clerk_ignored('its organization or its user is gone');
    elsif internal.clerk_agency(org) is null then
        return internal.clerk_waits('organization ' || org);
    elsif internal.clerk_person(p_issuer, person) is null then
        return internal.clerk_waits('user ' || person);
    else
        perform internal.clerk_keep(p_issuer, 'membership', p_data ->> 'id', org, person, facts, updated, p_told);
    end if;
    return internal.clerk_applied(internal.clerk_agency(org), internal.clerk_fit_member(p_issuer, org, person));
end
$$;

create function internal.clerk_take_organization(p_issuer text, p_deleted boolean, p_data jsonb, p_told timestamptz) returns internal.clerk_outcome
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    org text := p_data ->> 'id';
    known internal.clerk_objects := internal.clerk_object(p_issuer, 'organization', org);
    updated timestamptz := coalesce(internal.clerk_time(p_data -> 'updated_at'), p_told);
    facts jsonb := jsonb_strip_nulls(jsonb_build_object('name', left(nullif(p_data ->> 'name', ''), 200), 'created_by', p_data ->> 'created_by'));
    ours uuid;
begin
    if not p_deleted and internal.clerk_stale(known, updated, p_told, facts) then
        return internal.clerk_ignored('a newer event was applied before it');
    end if;
    -- as agency.admit_member, which a first request calls
    perform pg_advisory_xact_lock(hashtextextended(org, 2));
    ours := internal.clerk_agency(org);
    if p_deleted then
        perform internal.clerk_bury(p_issuer, 'organization', org, null, null, p_told);
        update public.agencies a set closed_at = app.now() where a.id = ours and a.closed_at is null;
    else
        if ours is null then
            ours := app.uuid7();
            insert into public.agencies (id, slug, name, clerk_org_id)
            values (ours, agency.free_slug(coalesce(p_data ->> 'slug', facts ->> 'name')),
                    coalesce(facts ->> 'name', left(nullif(p_data ->> 'slug', ''), 200), 'Agency'), org);
        elsif facts ->> 'name' is not null then
            -- a name that people here have given stays
            update public.agencies a set name = facts ->> 'name' where a.id = ours and a.name = known.facts ->> 'name' and a.name <> facts ->> 'name';
        end if;
        perform internal.clerk_keep(p_issuer, 'organization', org, null, null, facts, updated, p_told);
        perform internal.clerk_fit_owner(p_issuer, org, ours);
    end if;
    perform inbox.wake('clerk', 'organization ' || org);
    return internal.clerk_applied(ours, case when p_deleted and ours is not null then 'the agency is closed: nobody gets in, and nothing of it was taken away' end);
end
$$;

-- Clerk mails the invitation by itself; here it says that somebody is awaited, so that they are not made an agency of their own.
create function internal.clerk_take_invitation(p_issuer text, p_data jsonb, p_told timestamptz) returns internal.clerk_outcome
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    known internal.clerk_objects := internal.clerk_object(p_issuer, 'invitation', p_data ->> 'id');
    org text := p_data ->> 'organization_id';
    updated timestamptz := coalesce(internal.clerk_time(p_data -> 'updated_at'), p_told);
    facts jsonb := jsonb_build_object('status', p_data ->> 'status');
    made timestamptz := coalesce(internal.clerk_time(p_data -> 'created_at'), updated);
    ours uuid := internal.clerk_agency(org);
    inviter uuid;
begin
    if internal.clerk_stale(known, updated, p_told, facts) then
        return internal.clerk_ignored('a newer event was applied before it');
    elsif org is null or p_data ->> 'email_address' is null then
        return row('refused', 'it names no organization or no address', null, null)::internal.clerk_outcome;
    elsif internal.clerk_is_gone(p_issuer, 'organization', org) then
        return internal.clerk_ignored('its organization is gone');
    elsif ours is null then
        return internal.clerk_waits('organization ' || org);
    end if;
    if known.our_id is null then
        select m.user_id into inviter from public.memberships m where m.agency_id = ours and m.left_at is null
        order by agency.role_bit(m.role) desc, m.created_at, m.id limit 1;
        if inviter is null then
            return internal.clerk_waits('a member of ' || org);
        end if;
        known.our_id := app.uuid7();
        insert into public.invitations (id, agency_id, owner_id, email, role, token_hash, expires_at, created_at)
        values (known.our_id, ours, inviter, lower((p_data ->> 'email_address') collate "C"), internal.clerk_role(p_data ->> 'role'),
                sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
                coalesce(internal.clerk_time(p_data -> 'expires_at'), made + interval '30 days'), made);
    end if;
    perform internal.clerk_keep(p_issuer, 'invitation', p_data ->> 'id', org, p_data ->> 'user_id', facts, updated, p_told);
    update internal.clerk_objects o set our_id = known.our_id where o.issuer = p_issuer and o.kind = 'invitation' and o.id = p_data ->> 'id';
    update public.invitations i
    set accepted_at = case when p_data ->> 'status' = 'accepted' then coalesce(i.accepted_at, updated) end,
        revoked_at = case when p_data ->> 'status' in ('revoked', 'expired') then coalesce(i.revoked_at, updated) end
    where i.agency_id = ours and i.id = known.our_id;
    return internal.clerk_applied(ours);
end
$$;

reset role;

commit;

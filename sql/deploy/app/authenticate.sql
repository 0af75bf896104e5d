-- SPDX-License-Identifier: Apache-2.0
-- The first statement of every request.
begin;

set role stagefy_definer;

-- Contract: everything that app.authenticate does not settle with its one query: nobody named the agency, first sight,
-- platform admins, and each refusal with its reason. Same arguments and answer; p_wanted is the agency that Agency-Id or
-- the token's organization means, NULL if none. Sets no context.
create function agency.let_in(
    p_issuer text, p_subject text, p_session uuid, p_wanted uuid, p_org text, p_claims jsonb, p_roles int,
    out user_id uuid, out agency_id uuid, out role text, out platform_role text, out reads text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    person uuid;
    active boolean;
    last_used uuid;
    open_doors int;
begin
    if p_session is not null then
        select s.user_id into person from internal.sessions s
        where s.id = p_session and s.user_id::text = p_subject and s.ended_at is null and s.expires_at > app.now();
    else
        select i.user_id into person from public.identities i where i.issuer = p_issuer and i.subject = p_subject;
        if p_claims is not null
           and (person is null
                or p_org is not null and not exists (select from internal.entrances e
                                                     where e.user_id = person and e.agency_id = p_wanted)) then
            person := agency.admit(p_issuer, p_subject, p_org, p_claims);
            if p_org is not null then
                select a.id into p_wanted from public.agencies a where a.clerk_org_id = p_org;
            end if;
        end if;
    end if;
    select u.is_active, u.role, u.last_agency_id into active, platform_role, last_used
    from public.users u where u.id = person;
    if active is not true then
        perform app.fail('SF401', 'unknown, inactive or signed out');
    end if;
    user_id := person;

    if p_wanted is not null or p_org is not null then
        select e.agency_id, e.role, e.reads into agency_id, role, reads
        from internal.entrances e where e.user_id = person and e.agency_id = p_wanted;
    else
        -- the only membership, else the agency last used if that membership is live
        select e.agency_id, e.role, e.reads, count(*) over () into agency_id, role, reads, open_doors
        from internal.entrances e where e.user_id = person
        order by (e.agency_id = last_used) is true desc limit 1;
        if open_doors > 1 and agency_id is distinct from last_used then
            agency_id := null;
            role := null;
            reads := null;
        end if;
        if agency_id is null and p_roles & 15 <> 0 then
            perform app.fail('SF400', 'say which agency, by the header Agency-Id');
        end if;
    end if;

    if platform_role = 'admin' and (agency_id is null or p_roles <> 0 and p_roles & agency.role_bit(role) = 0) then
        role := 'platform';
        reads := 'all';
        select a.id into agency_id from public.agencies a where a.id = coalesce(agency_id, p_wanted);
    end if;
    if agency_id is null and (p_wanted is not null or p_org is not null) then
        perform app.fail('SF404', 'no such agency');
    end if;
    if p_roles <> 0 and p_roles & agency.role_bit(role) = 0 then
        perform app.fail('SF403', 'your role does not allow this', jsonb_build_object('needs',
            case when p_roles & 1 <> 0 then 'viewer' when p_roles & 2 <> 0 then 'agent' when p_roles & 4 <> 0 then 'admin'
                 when p_roles & 8 <> 0 then 'owner' else 'platform' end));
    end if;
end
$$;

-- Contract: decides who is asking and whether the row of the route lets them in, then sets the context of the
-- transaction; the statements behind it in the pipeline rely on that. One query when the request names its agency.
--   p_issuer, p_subject  of the verified token; a token of the local issuer is known by its session, not by its issuer
--   p_session            sid of a local token, which must be live; NULL for other issuers
--   p_agency             Agency-Id header; p_org: Clerk organization of the token. Both given, they must mean the same
--   p_claims             signed claims for first sight: email, email_verified, full_name, locale, org_slug, org_name,
--                        org_role. NULL: nobody new is admitted
--   p_roles              who may call: 1 viewer, 2 agent, 4 admin, 8 owner, 16 platform admin; 0: whoever is signed in,
--                        with or without an agency, as it is for 16 alone
--   role                 of the membership; 'platform' where a platform admin comes in as such
--   reads                all or own; NULL without an agency
-- Raises SF401 unknown, inactive or ended; SF400 agency-required; SF404 no such agency, or not a member: the same
-- answer; SF403 role too weak, or Agency-Id is not the token's organization.
create function app.authenticate(
    p_issuer text, p_subject text, p_session uuid, p_agency uuid, p_org text, p_claims jsonb, p_roles int,
    p_request uuid, p_address inet,
    out user_id uuid, out agency_id uuid, out role text, out platform_role text, out reads text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    wanted uuid := p_agency;
    done text;
begin
    if p_org is not null then
        select a.id into wanted from public.agencies a where a.clerk_org_id = p_org;
        if p_agency is not null and p_agency is distinct from wanted then
            perform app.fail('SF403', 'Agency-Id is not the organization of this token', '{"needs": "organization"}');
        end if;
    end if;

    if p_session is null then
        select e.user_id, e.agency_id, e.role, e.platform_role, e.reads
        into user_id, agency_id, role, platform_role, reads
        from public.identities i join internal.entrances e on e.user_id = i.user_id and e.agency_id = wanted
        where i.issuer = p_issuer and i.subject = p_subject;
    else
        select e.user_id, e.agency_id, e.role, e.platform_role, e.reads
        into user_id, agency_id, role, platform_role, reads
        from internal.sessions s join internal.entrances e on e.user_id = s.user_id and e.agency_id = wanted
        where s.id = p_session and s.user_id::text = p_subject and s.ended_at is null and s.expires_at > app.now();
    end if;
    if agency_id is null or p_roles <> 0 and p_roles & agency.role_bit(role) = 0 then
        select l.user_id, l.agency_id, l.role, l.platform_role, l.reads
        into user_id, agency_id, role, platform_role, reads
        from agency.let_in(p_issuer, p_subject, p_session, wanted, p_org, p_claims, p_roles) l;
    end if;
    -- an assignment, not perform: it needs no plan of its own
    done := app.set_context(agency_id, user_id, role, reads, p_request, p_address);
end
$$;

grant execute on function app.authenticate(text, text, uuid, uuid, text, jsonb, int, uuid, inet) to stagefy_api;

reset role;

commit;

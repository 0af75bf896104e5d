-- SPDX-License-Identifier: Apache-2.0
-- The first statement of every request.
begin;

set role stagefy_definer;

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
--   reads                all or own
-- Raises SF401 unknown, inactive or ended; SF400 agency-required; SF404 no such agency, or not a member: the same
-- answer; SF403 role too weak, or Agency-Id is not the token's organization.
create function app.authenticate(
    p_issuer text, p_subject text, p_session uuid, p_agency uuid, p_org text, p_claims jsonb, p_roles int,
    p_request uuid, p_address inet,
    out user_id uuid, out agency_id uuid, out role text, out platform_role text, out reads text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    wanted uuid := p_agency;
    active boolean;
    visibility text;
    last_used uuid;
    memberships int;
    is_last boolean;
    may int;
begin
    if p_org is not null then
        select a.id into wanted from public.agencies a where a.clerk_org_id = p_org;
        if p_agency <> wanted or p_agency is not null and wanted is null then
            perform app.fail('SF403', 'Agency-Id is not the organization of this token', '{"needs": "organization"}');
        end if;
    end if;

    loop
        select u.id, u.role, u.is_active, u.last_agency_id, m.agency_id, m.role, a.record_visibility
        into user_id, platform_role, active, last_used, agency_id, role, visibility
        from (select s.user_id from internal.sessions s
              where s.id = p_session and s.user_id::text = p_subject and s.ended_at is null and s.expires_at > app.now()
              union all
              select i.user_id from public.identities i
              where p_session is null and i.issuer = p_issuer and i.subject = p_subject) known
        join public.users u on u.id = known.user_id
        left join public.memberships m on m.agency_id = wanted and m.user_id = u.id and m.left_at is null
        left join public.agencies a on a.id = m.agency_id;

        exit when user_id is not null and (agency_id is not null or p_org is null)
               or p_session is not null or p_claims is null;
        -- first sight of the person, or of the person in the token's organization; once, whatever comes of it
        perform agency.admit(p_issuer, p_subject, p_org, p_claims);
        if p_org is not null then
            select a.id into wanted from public.agencies a where a.clerk_org_id = p_org;
        end if;
        p_claims := null;
    end loop;

    if active is not true then
        perform app.fail('SF401', 'unknown, inactive or signed out');
    end if;

    -- No agency named: the only membership, else the agency last used if that membership is live, else none.
    if wanted is null and p_org is null then
        select m.agency_id, m.role, a.record_visibility, count(*) over (), m.agency_id is not distinct from last_used
        into agency_id, role, visibility, memberships, is_last
        from public.memberships m join public.agencies a on a.id = m.agency_id
        where m.user_id = authenticate.user_id and m.left_at is null
        order by 5 desc limit 1;
        if memberships > 1 and not is_last then
            agency_id := null;
            role := null;
            visibility := null;
        end if;
        if agency_id is null and p_roles & 15 <> 0 then
            perform app.fail('SF400', 'say which agency, by the header Agency-Id', '{"code": "agency-required"}');
        end if;
    end if;

    may := case role when 'viewer' then 1 when 'agent' then 2 when 'admin' then 4 when 'owner' then 8 else 0 end;
    if platform_role = 'admin' and (agency_id is null or p_roles <> 0 and may & p_roles = 0) then
        may := 16;
        role := 'platform';
        select a.id into agency_id from public.agencies a where a.id = wanted;
    end if;
    if agency_id is null and (wanted is not null or p_org is not null) then
        perform app.fail('SF404', 'no such agency');
    end if;
    if p_roles <> 0 and may & p_roles = 0 then
        perform app.fail('SF403', 'your role does not allow this', jsonb_build_object('needs',
            case when p_roles & 1 <> 0 then 'viewer' when p_roles & 2 <> 0 then 'agent' when p_roles & 4 <> 0 then 'admin'
                 when p_roles & 8 <> 0 then 'owner' else 'platform' end));
    end if;

    reads := case when visibility = 'team' or role in ('admin', 'owner', 'platform') then 'all' else 'own' end;
    perform app.set_context(agency_id, user_id, role, reads, p_request, p_address);
end
$$;

grant execute on function app.authenticate(text, text, uuid, uuid, text, jsonb, int, uuid, inet) to stagefy_api;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- First sight of a signed token: makes what it names. Off the hot path; app.authenticate calls it when its one query
-- found no user, or no membership in the token's organization.
begin;

set role stagefy_definer;

-- Contract: a free slug made from p_name, at most 60 characters; who wants the same one waits until this transaction ends.
create function agency.free_slug(p_name text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    wish text := coalesce(nullif(btrim(left(replace(app.words(p_name), ' ', '-'), 50), '-'), ''), 'agency');
begin
    wish := regexp_replace(wish, '[^a-z0-9-]', '', 'g');
    if wish !~ '^[a-z0-9]+(-[a-z0-9]+)*$' then
        wish := 'agency';
    end if;
    perform pg_advisory_xact_lock(hashtextextended(wish, 5));
    if exists (select from public.agencies a where a.slug = wish) then
        wish := wish || '-' || substr(md5(app.uuid7()::text), 1, 8);
    end if;
    return wish;
end
$$;

-- Contract: makes an agency of one for p_user and answers its id.
create function agency.make_agency(p_name text, p_user uuid, p_locale text default null) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    made uuid := app.uuid7();
begin
    insert into public.agencies (id, slug, name, locale)
    values (made, agency.free_slug(p_name), coalesce(nullif(left(p_name, 200), ''), 'Agency'), coalesce(p_locale, 'en'));
    insert into public.memberships (agency_id, user_id, role) values (made, p_user, 'owner');
    return made;
end
$$;

-- Contract: the user of (p_issuer, p_subject), made on first sight. Joins an existing user only when both issuers say the
-- e-mail is verified. p_claims: email, email_verified, full_name, locale of the signed token, each may be missing.
create function agency.admit_user(p_issuer text, p_subject text, p_claims jsonb) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    claimed text := lower(nullif(p_claims ->> 'email', ''));
    verified boolean := claimed is not null and coalesce((p_claims ->> 'email_verified')::boolean, false);
    language text := substring(p_claims ->> 'locale' from '^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$');
    found uuid;
begin
    -- two first requests at the same moment make one user; two issuers with one e-mail wait for each other too
    perform pg_advisory_xact_lock(hashtextextended(coalesce(case when verified then claimed end, p_issuer || ' ' || p_subject), 1));
    select i.user_id into found from public.identities i where i.issuer = p_issuer and i.subject = p_subject;
    if found is not null then
        return found;
    end if;
    if verified then
        select u.id into found from public.users u where u.email = claimed and u.email_verified;
    end if;
    if found is null then
        found := app.uuid7();
        insert into public.users (id, email, email_verified, full_name, locale)
        values (found, claimed, verified, left(nullif(p_claims ->> 'full_name', ''), 200), language);
    end if;
    insert into public.identities (user_id, issuer, subject, email, email_verified)
    values (found, p_issuer, p_subject, claimed, verified);
    return found;
end
$$;

-- Contract: the agency of Clerk organization p_org, with p_user as a member of it as the signed claim says; each is made
-- if it was never seen. NULL when the membership has ended: after first sight our table wins, not the claim.
create function agency.admit_member(p_user uuid, p_org text, p_claims jsonb) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    found uuid;
    claimed text;
begin
    perform pg_advisory_xact_lock(hashtextextended(p_org, 2));
    select a.id into found from public.agencies a where a.clerk_org_id = p_org;
    if found is null then
        found := app.uuid7();
        insert into public.agencies (id, slug, name, clerk_org_id)
        values (found, agency.free_slug(coalesce(p_claims ->> 'org_slug', p_claims ->> 'org_name')),
                left(coalesce(nullif(p_claims ->> 'org_name', ''), nullif(p_claims ->> 'org_slug', ''), 'Agency'), 200), p_org);
    end if;
    -- Clerk knows no owner: the first admin becomes ours. Roles we do not know mean the least.
    claimed := case regexp_replace(p_claims ->> 'org_role', '^org:', '')
                   when 'admin' then 'admin' when 'member' then 'agent' else 'viewer' end;
    if claimed = 'admin' and not agency.other_owner(found, '00000000-0000-0000-0000-000000000000') then
        claimed := 'owner';
    end if;
    insert into public.memberships (agency_id, user_id, role) values (found, p_user, claimed)
    on conflict (agency_id, user_id) do nothing;
    if exists (select from public.memberships m where m.agency_id = found and m.user_id = p_user and m.left_at is null) then
        return found;
    end if;
    return null;
end
$$;

-- Contract: admits the bearer of a verified token of an outside issuer: user, identity and, from the token's
-- organization, agency and membership. Somebody without an organization, a membership or an open invitation gets an
-- agency of one. Answers the user.
create function agency.admit(p_issuer text, p_subject text, p_org text, p_claims jsonb) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    person uuid := agency.admit_user(p_issuer, p_subject, p_claims);
begin
    if p_org is not null then
        perform agency.admit_member(person, p_org, p_claims);
    elsif not exists (select from public.memberships m where m.user_id = person)
          and not agency.is_invited(lower(p_claims ->> 'email')) then
        perform agency.make_agency(coalesce(nullif(p_claims ->> 'full_name', ''), split_part(p_claims ->> 'email', '@', 1)), person,
                                   substring(p_claims ->> 'locale' from '^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$'));
    end if;
    return person;
end
$$;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Users of Clerk as people. Who is gone there gets in no more at once; what we know of them goes a week later.
begin;

set role stagefy_definer;

-- What we use of a user: the main address, the name, the picture, whether they are banned.
create function internal.clerk_user_facts(p_data jsonb) returns jsonb
language sql immutable as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'email', lower((m.address ->> 'email_address') collate "C"), 'email_verified', m.address #>> '{verification,status}' = 'verified',
        'full_name', left(nullif(btrim(concat_ws(' ', p_data ->> 'first_name', p_data ->> 'last_name')), ''), 200),
        'avatar_url', nullif(left(p_data ->> 'image_url', 2000), ''), 'locale', p_data ->> 'locale', 'banned', p_data -> 'banned'))
    from (select (select a from jsonb_array_elements(case jsonb_typeof(p_data -> 'email_addresses') when 'array' then p_data -> 'email_addresses' else '[]' end) a
                  where a ->> 'id' = p_data ->> 'primary_email_address_id' limit 1) as address) m
$$;

-- Whether p_person has another way to sign in than as this user of Clerk.
create function internal.clerk_has_other_way(p_person uuid, p_issuer text, p_user text) returns boolean
language sql stable as $$
    select exists (select from public.identities i where i.user_id = p_person and (i.issuer, i.subject) <> (p_issuer, p_user))
        or exists (select from internal.passwords p where p.user_id = p_person)
$$;

create function internal.clerk_switch_off(p_person uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    update public.users u set is_active = false where u.id = p_person and u.is_active;
    update internal.sessions s set ended_at = app.now(), end_reason = 'revoked' where s.user_id = p_person and s.ended_at is null;
end
$$;

-- What p_facts say of p_person, as far as nobody has said something else here: nothing is there, or what we wrote, which is p_ours.
-- Answers what is there because of Clerk now, and a note or NULL.
create function internal.clerk_describe(p_person uuid, p_facts jsonb, inout p_ours jsonb, out note text)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    person public.users;
    proved boolean := coalesce((p_facts ->> 'email_verified')::boolean, false);
begin
    select * into person from public.users u where u.id = p_person for update;
    if person.full_name is null or person.full_name = p_ours ->> 'full_name' then
        person.full_name := p_facts ->> 'full_name';
    end if;
    if person.avatar_url is null or person.avatar_url = p_ours ->> 'avatar_url' then
        person.avatar_url := p_facts ->> 'avatar_url';
    end if;
    if person.email is null or person.email = p_facts ->> 'email' or person.email = p_ours ->> 'email' then
        if proved and exists (select from public.users u where u.email = p_facts ->> 'email' and u.email_verified and u.id <> p_person) then
            note := 'another person has proved the same e-mail address: theirs stays as it was';
        else
            person.email := p_facts ->> 'email';
            person.email_verified := proved;
        end if;
    end if;
    update public.users u
    set full_name = person.full_name, avatar_url = person.avatar_url, email = person.email, email_verified = person.email_verified
    where u.id = p_person;
    p_ours := p_ours || jsonb_strip_nulls(jsonb_build_object(
        'full_name', case when person.full_name = p_facts ->> 'full_name' then person.full_name end,
        'avatar_url', case when person.avatar_url = p_facts ->> 'avatar_url' then person.avatar_url end,
        'email', case when person.email = p_facts ->> 'email' then person.email end));
end
$$;

-- Ends what p_person is by this user of Clerk: the memberships of its organizations, and, when there is no other way to sign in, all.
create function internal.clerk_end_user(p_person uuid, p_issuer text, p_user text) returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    done text;
    of record;
    stays text;
    is_last boolean := not internal.clerk_has_other_way(p_person, p_issuer, p_user);
begin
    if is_last then
        perform internal.clerk_switch_off(p_person);
    end if;
    for of in select m.agency_id, m.role, a.clerk_org_id, a.name, agency.other_owner(m.agency_id, m.id) as is_not_last
              from public.memberships m join public.agencies a on a.id = m.agency_id
              where m.user_id = p_person and m.left_at is null and a.sandbox_of is null and (is_last or a.clerk_org_id is not null) order by a.id loop
        if of.role = 'owner' and not of.is_not_last and of.clerk_org_id is null then
            stays := concat_ws(', ', stays, of.name);
            continue;
        end if;
        done := app.set_context(of.agency_id, null, 'admin', 'all', app.request_id(), null);
        perform set_config('app.last_owner', 'may go', true);
        if of.role = 'owner' and of.clerk_org_id is not null then
            perform internal.clerk_fit_owner(p_issuer, of.clerk_org_id, of.agency_id, p_person);
        end if;
        perform internal.clerk_end_member(of.agency_id, p_person);
        perform set_config('app.last_owner', '', true);
    end loop;
    done := app.set_context(null, null, null, null, app.request_id(), null);
    return 'gets in no more, and is erased in a week; still the last owner of: ' || stays;
end
$$;

create function internal.clerk_take_user(p_issuer text, p_deleted boolean, p_data jsonb, p_told timestamptz) returns internal.clerk_outcome
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    named text := p_data ->> 'id';
    known internal.clerk_objects := internal.clerk_object(p_issuer, 'user', named);
    updated timestamptz := coalesce(internal.clerk_time(p_data -> 'updated_at'), p_told);
    facts jsonb := internal.clerk_user_facts(p_data);
    person uuid;
    note text;
begin
    if not p_deleted and internal.clerk_stale(known, updated, p_told, facts) then
        return internal.clerk_ignored('a newer event was applied before it');
    end if;
    person := internal.clerk_person(p_issuer, named);
    if p_deleted then
        perform internal.clerk_bury(p_issuer, 'user', named, null, null, p_told);
        if known.deleted_at is null and person is not null then
            update internal.clerk_objects o set erase_at = app.now() + interval '7 days' where o.issuer = p_issuer and o.kind = 'user' and o.id = named;
            note := internal.clerk_end_user(person, p_issuer, named);
        end if;
    else
        if person is null then
            person := agency.admit_user(p_issuer, named, facts);
        end if;
        select d.p_ours, d.note into known.ours, note from internal.clerk_describe(person, facts, coalesce(known.ours, '{}')) d;
        update public.identities i
        set email = facts ->> 'email', email_verified = coalesce((facts ->> 'email_verified')::boolean, false)
        where i.issuer = p_issuer and i.subject = named;
        perform internal.clerk_keep(p_issuer, 'user', named, null, null, facts, updated, p_told);
        update internal.clerk_objects o set ours = known.ours where o.issuer = p_issuer and o.kind = 'user' and o.id = named;
        if coalesce((facts ->> 'banned')::boolean, false) then
            update internal.clerk_objects o set switched_off = true
            where o.issuer = p_issuer and o.kind = 'user' and o.id = named and exists (select from public.users u where u.id = person and u.is_active);
            perform internal.clerk_switch_off(person);
        elsif known.switched_off then
            update public.users u set is_active = true where u.id = person;
            update internal.clerk_objects o set switched_off = false where o.issuer = p_issuer and o.kind = 'user' and o.id = named;
        end if;
    end if;
    perform inbox.wake('clerk', 'user ' || named);
    return internal.clerk_applied(null, note);
end
$$;

-- Contract: for stagefy_jobs, hourly: of users who went a week ago what we know of them goes too, p_most of them; what they did in
-- their agencies stays, with nobody's name. Answers how many.
create function inbox.erase_clerk_users(p_most int) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    due internal.clerk_objects;
    person uuid;
    erased int := 0;
begin
    for due in select * from internal.clerk_objects o where o.erase_at <= app.now() order by o.erase_at limit p_most for update skip locked loop
        person := internal.clerk_person(due.issuer, due.id);
        if person is not null and not internal.clerk_has_other_way(person, due.issuer, due.id) then
            update public.users u
            set email = null, email_verified = false, full_name = null, username = null, phone = null, avatar_url = null, brokerage = null, market = null,
                preferences = '{}', is_active = false
            where u.id = person;
            update public.memberships m set display_name = null, avatar_url = null where m.user_id = person;
        end if;
        delete from public.identities i where i.issuer = due.issuer and i.subject = due.id;
        update internal.clerk_objects o set facts = '{}', ours = '{}', erase_at = null where o.issuer = due.issuer and o.kind = due.kind and o.id = due.id;
        erased := erased + 1;
    end loop;
    return erased;
end
$$;
grant execute on function inbox.erase_clerk_users(int) to stagefy_jobs;

-- As before, but a token that is still good lets in nobody of whom Clerk has told that they are gone, and makes no member of who is
-- out of the organization again.
create or replace function agency.admit(p_issuer text, p_subject text, p_org text, p_claims jsonb) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    person uuid;
begin
    if internal.clerk_is_gone(p_issuer, 'user', p_subject) then
        return null;
    end if;
    person := agency.admit_user(p_issuer, p_subject, p_claims);
    if p_org is not null then
        if not internal.clerk_is_gone(p_issuer, 'organization', p_org)
           and (select bool_or(o.deleted_at is null) from internal.clerk_objects o
                where o.issuer = p_issuer and o.kind = 'membership' and o.org_id = p_org and o.user_id = p_subject) is not false then
            perform agency.admit_member(person, p_org, p_claims);
        end if;
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

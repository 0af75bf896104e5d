-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
create or replace function agency.admit(p_issuer text, p_subject text, p_org text, p_claims jsonb) returns uuid
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
drop function inbox.erase_clerk_users(int);
drop function internal.clerk_take_user(text, boolean, jsonb, timestamptz);
drop function internal.clerk_end_user(uuid, text, text);
drop function internal.clerk_describe(uuid, jsonb, jsonb);
drop function internal.clerk_switch_off(uuid);
drop function internal.clerk_has_other_way(uuid, text, text);
drop function internal.clerk_user_facts(jsonb);
reset role;
commit;

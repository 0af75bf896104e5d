-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function internal.clerk_take_invitation(text, jsonb, timestamptz);
drop function internal.clerk_take_organization(text, boolean, jsonb, timestamptz);
drop function internal.clerk_take_member(text, boolean, jsonb, timestamptz);
drop function internal.clerk_fit_member(text, text, text);
drop function internal.clerk_end_member(uuid, uuid);
drop function internal.clerk_fit_owner(text, text, uuid, uuid);
drop function internal.clerk_role(text);
reset role;
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
    end if;
    if old.role = 'owner' and old.left_at is null and (new.role <> 'owner' or new.left_at is not null)
       and not agency.other_owner(old.agency_id, old.id) then
        perform app.fail('SF409', 'the last owner cannot leave or step down', '{"code": "last-owner"}');
    end if;
    return new;
end
$$;
drop trigger entrances_closed on public.agencies;
set role stagefy_definer;
create or replace view internal.entrances_due with (security_invoker = true) as
    select m.user_id, m.agency_id, m.role::text as role, u.role::text as platform_role,
           case when a.record_visibility = 'team' or m.role in ('admin', 'owner') then 'all' else 'own' end as reads
    from public.memberships m
    join public.users u on u.id = m.user_id
    join public.agencies a on a.id = m.agency_id
    where m.left_at is null and u.is_active and a.sandbox_of is null;
reset role;
alter table public.agencies drop column closed_at;
commit;

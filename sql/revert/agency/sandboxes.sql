-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function agency.reset_sandbox();
drop function agency.sandbox_for(uuid);
create or replace view internal.entrances_due with (security_invoker = true) as
    select m.user_id, m.agency_id, m.role::text as role, u.role::text as platform_role,
           case when a.record_visibility = 'team' or m.role in ('admin', 'owner') then 'all' else 'own' end as reads
    from public.memberships m
    join public.users u on u.id = m.user_id
    join public.agencies a on a.id = m.agency_id
    where m.left_at is null and u.is_active;
reset role;
alter table public.agencies drop column sandbox_of;
commit;

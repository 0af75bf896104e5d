-- SPDX-License-Identifier: Apache-2.0
-- What app.authenticate asks on every request: who may come into which agency, and as what. Derived from agencies, users
-- and memberships by triggers, in the transaction that changes them, so that a change of rights takes effect at once.
-- One narrow row instead of a join of three tables: sql/README.md has what that saves.
begin;

-- A row stands here only while the membership is live and the user is active.
create table internal.entrances (
    user_id uuid not null,
    agency_id uuid not null,
    role text not null,
    platform_role text not null,
    reads text not null,
    primary key (user_id, agency_id)
);
create index entrances_agency on internal.entrances (agency_id);

set role stagefy_definer;
create view internal.entrances_due with (security_invoker = true) as
    select m.user_id, m.agency_id, m.role::text as role, u.role::text as platform_role,
           case when a.record_visibility = 'team' or m.role in ('admin', 'owner') then 'all' else 'own' end as reads
    from public.memberships m
    join public.users u on u.id = m.user_id
    join public.agencies a on a.id = m.agency_id
    where m.left_at is null and u.is_active;
reset role;

grant select, insert, update, delete on internal.entrances to stagefy_definer;

set role stagefy_definer;

-- After a change of a membership, a user or an agency. The share locks make whoever changes the other two wait, so that
-- neither of two transactions derives from what the other one is about to replace. Planned anew each time: a plan for any
-- agency or user reads the members of all.
create function internal.derive_entrances() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    in_agency uuid;
    of_user uuid;
begin
    if tg_table_name = 'memberships' then
        in_agency := coalesce(new.agency_id, old.agency_id);
        of_user := coalesce(new.user_id, old.user_id);
        perform 1 from public.agencies a where a.id = in_agency for share;
        perform 1 from public.users u where u.id = of_user for share;
    elsif tg_table_name = 'users' then
        of_user := new.id;
    else
        in_agency := new.id;
    end if;
    delete from internal.entrances e
    where (in_agency is null or e.agency_id = in_agency) and (of_user is null or e.user_id = of_user);
    insert into internal.entrances (user_id, agency_id, role, platform_role, reads)
    select d.user_id, d.agency_id, d.role, d.platform_role, d.reads from internal.entrances_due d
    where (in_agency is null or d.agency_id = in_agency) and (of_user is null or d.user_id = of_user);
    return null;
end
$$;
grant execute on function internal.derive_entrances() to stagefy_owner;

reset role;

create trigger entrances after insert or delete or update of role, left_at on public.memberships
    for each row execute function internal.derive_entrances();
create trigger entrances after update of role, is_active on public.users
    for each row execute function internal.derive_entrances();
create trigger entrances after update of record_visibility on public.agencies
    for each row execute function internal.derive_entrances();

commit;

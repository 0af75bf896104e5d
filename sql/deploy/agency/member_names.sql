-- SPDX-License-Identifier: Apache-2.0
-- Members have a name: the person's own, unless their card says another one.
begin;

set role stagefy_definer;

-- However somebody joins, and whenever a card is made to say nothing.
create function agency.name_member() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if coalesce(new.display_name, '') = '' then
        new.display_name := (select u.full_name from public.users u where u.id = new.user_id);
    end if;
    return new;
end
$$;

-- Who has another name has it in every agency whose card said the former one, those that they have left too: history names them.
create function agency.rename_members() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.memberships m set display_name = new.full_name
    where m.user_id = new.id and m.display_name is not distinct from old.full_name;
    return null;
end
$$;
grant execute on function agency.name_member(), agency.rename_members() to stagefy_owner;

reset role;

-- its name comes first: trigger touch must see what it does
create trigger named before insert or update of display_name on public.memberships
    for each row execute function agency.name_member();
create trigger names after update of full_name on public.users
    for each row when (new.full_name is distinct from old.full_name)
    execute function agency.rename_members();

-- Those who joined before.
set role stagefy_definer;
with named as (
    update public.memberships m set display_name = u.full_name from public.users u
    where u.id = m.user_id and coalesce(m.display_name, '') = '' and u.full_name is not null returning 1
)
select internal.expect_rows((select count(*) from named), 'names of members')
where exists (select from public.memberships m join public.users u on u.id = m.user_id
              where coalesce(m.display_name, '') = '' and u.full_name is not null);
reset role;

commit;

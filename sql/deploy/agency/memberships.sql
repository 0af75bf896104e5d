-- SPDX-License-Identifier: Apache-2.0
-- Who works in which agency. A membership ends by left_at and is never deleted: records keep pointing at it.
begin;

create domain public.membership_role as text check (value in ('owner', 'admin', 'agent', 'viewer'));

-- A role as a bit of the masks that routes state.
create function agency.role_bit(p_role text) returns int
language sql immutable parallel safe as $$
    select case p_role when 'viewer' then 1 when 'agent' then 2 when 'admin' then 4 when 'owner' then 8
                       when 'platform' then 16 else 0 end
$$;
grant execute on function agency.role_bit(text) to stagefy_definer;

create table public.memberships (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    user_id uuid not null references public.users (id),
    role public.membership_role not null default 'agent',
    display_name text check (length(display_name) <= 200),
    avatar_url text check (length(avatar_url) <= 2000),
    credit_limit int check (credit_limit >= 0),
    left_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint memberships_user_id_key unique (agency_id, user_id)
);
comment on column public.memberships.credit_limit is 'credits a month; NULL: no limit of its own';

create index memberships_user on public.memberships (user_id);
create index memberships_list on public.memberships (agency_id, created_at desc, id desc);
create index memberships_sync on public.memberships (agency_id, updated_at, id);

call internal.protect('public.memberships');
create policy read on public.memberships for select
    using (agency_id = app.agency_id());
comment on policy read on public.memberships is 'members and platform admins: the cards of everybody in the agency';
create policy change on public.memberships for update
    using (agency_id = app.agency_id() and (app.role() in ('admin', 'owner') or user_id = app.user_id()))
    with check (agency_id = app.agency_id());
comment on policy change on public.memberships is
    'admins and owners: any card; others: their own. Trigger rules guards role and credit_limit';

grant select on public.memberships to stagefy_api, stagefy_jobs, stagefy_read;
grant update (role, display_name, avatar_url, credit_limit) on public.memberships to stagefy_api;

-- Contract: is there a live owner in p_agency besides p_membership? Locks the agency until the end of the transaction, so
-- that of two owners who step down at the same time the second sees that the first is gone.
set role stagefy_definer;
create function agency.other_owner(p_agency uuid, p_membership uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform 1 from public.agencies a where a.id = p_agency for no key update;
    return exists (select from public.memberships m
                   where m.agency_id = p_agency and m.role = 'owner' and m.left_at is null and m.id <> p_membership);
end
$$;
grant execute on function agency.other_owner(uuid, uuid) to stagefy_api;
reset role;

-- Runs as whoever writes: definer functions have checked already who may make an owner.
create function agency.check_membership() returns trigger
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

create trigger rules before update on public.memberships
    for each row execute function agency.check_membership();
create trigger touch before update on public.memberships
    for each row execute function app.touch_row('left_at');
create trigger changes after insert or update or delete on public.memberships
    for each row execute function internal.record_change('settings');

commit;

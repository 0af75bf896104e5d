-- SPDX-License-Identifier: Apache-2.0
-- A member goes; its records stay with the agency.
begin;

set role stagefy_definer;

-- Contract: does p_user own a record of p_agency, and with p_successor not NULL: hands all of them over. Every foreign key
-- (agency_id, some column) into memberships counts, so that a new table needs no word here; who invited whom is history
-- and stays.
create function agency.hand_over(p_agency uuid, p_user uuid, p_successor uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    link record;
    any_owned boolean := false;
    owns boolean;
begin
    for link in
        select c.conrelid::regclass as relation, a.attname as person
        from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
        where c.contype = 'f' and c.confrelid = 'public.memberships'::regclass and array_length(c.conkey, 1) = 2
          and c.conparentid = 0 and c.conrelid <> 'public.invitations'::regclass
        order by c.conrelid::regclass::text
    loop
        execute format('select exists (select from %s where agency_id = $1 and %I = $2)', link.relation, link.person)
        into owns using p_agency, p_user;
        any_owned := any_owned or owns;
        if owns and p_successor is not null then
            execute format('update %s set %I = $3 where agency_id = $1 and %I = $2', link.relation, link.person, link.person)
            using p_agency, p_user, p_successor;
        end if;
    end loop;
    return any_owned;
end
$$;

-- Contract: ends the membership p_membership of the caller's agency: one's own, or as admin or owner somebody else's (an
-- owner's: as owner). Its records go to p_successor, another live membership that may own records; needed only when there
-- are any. Raises SF404, SF403, SF422 /successor_id, SF409 for the last owner.
create function agency.leave(p_membership uuid, p_successor uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    going public.memberships;
    heir uuid;
begin
    select m.* into going from public.memberships m
    where m.agency_id = app.agency_id() and m.id = p_membership and m.left_at is null;
    if not found then
        perform app.fail('SF404', 'no such membership');
    end if;
    if going.user_id <> app.user_id() then
        if app.role() is null or app.role() not in ('admin', 'owner') then
            perform app.fail('SF403', 'only an admin or an owner takes out somebody else', '{"needs": "admin"}');
        elsif going.role = 'owner' and app.role() <> 'owner' then
            perform app.fail('SF403', 'only an owner takes out an owner', '{"needs": "owner"}');
        end if;
    end if;
    if p_successor is not null then
        select m.user_id into heir from public.memberships m
        where m.agency_id = app.agency_id() and m.id = p_successor and m.id <> p_membership
          and m.left_at is null and m.role <> 'viewer';
        if heir is null then
            perform app.fail('SF422', 'must be another member who may own records',
                             '{"pointer": "/successor_id", "code": "not_found"}');
        end if;
    end if;
    if agency.hand_over(going.agency_id, going.user_id, heir) and heir is null then
        perform app.fail('SF422', 'is required, since the member owns records',
                         '{"pointer": "/successor_id", "code": "required"}');
    end if;
    update public.memberships m set left_at = app.now() where m.agency_id = going.agency_id and m.id = going.id;
    update public.users u set last_agency_id = null where u.id = going.user_id and u.last_agency_id = going.agency_id;
end
$$;

grant execute on function agency.leave(uuid, uuid) to stagefy_api;

reset role;

commit;

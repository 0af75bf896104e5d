-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

-- Contract: does p_user own a record of p_agency, and with p_successor not NULL: hands all of them over. Every foreign key
-- (agency_id, some column) into memberships counts, so that a new table needs no word here; who invited whom is history
-- and stays, as does who changed many at once; and a key is its maker's: it ends with the membership. While it hands over, whoever
-- asks reads everything: what is part of a record looks for the record, which may be somebody else's by then.
create or replace function agency.hand_over(p_agency uuid, p_user uuid, p_successor uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    link record;
    any_owned boolean := false;
    owns boolean;
    reads text := current_setting('app.reads', true);
begin
    perform set_config('app.reads', 'all', true);
    for link in
        select c.conrelid::regclass as relation, a.attname as person
        from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
        where c.contype = 'f' and c.confrelid = 'public.memberships'::regclass and array_length(c.conkey, 1) = 2
          and c.conparentid = 0 and c.conrelid not in ('public.invitations'::regclass, 'public.api_keys'::regclass, 'public.bulk_changes'::regclass)
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
    perform set_config('app.reads', coalesce(reads, ''), true);
    return any_owned;
end
$$;

reset role;

commit;

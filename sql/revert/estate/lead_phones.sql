-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;

-- The contact of p_agency with that address, else with that number; made for p_owner when there is neither.
create or replace function internal.lead_contact(p_agency uuid, p_owner uuid, p_name text, p_email text, p_phone text, p_phone_raw text,
                                      out id uuid, out made boolean)
language plpgsql volatile as $$
begin
    made := false;
    select e.contact_id into id from public.contact_emails e
    where e.agency_id = p_agency and e.email = p_email and e.deleted_at is null;
    if id is null then
        select c.id into id from public.contacts c
        where c.agency_id = p_agency and c.phone = p_phone and c.deleted_at is null order by c.created_at, c.id limit 1;
    end if;
    if id is null then
        made := true;
        insert into public.contacts (agency_id, owner_id, name, email, phone, phone_raw)
        values (p_agency, p_owner, p_name, p_email, p_phone, p_phone_raw) returning contacts.id into id;
    end if;
end
$$;

reset role;
commit;

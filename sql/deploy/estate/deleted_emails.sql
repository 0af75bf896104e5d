-- SPDX-License-Identifier: Apache-2.0
-- A member leaves whose contacts were deleted: their addresses go to the successor as everything does.
begin;

set role stagefy_definer;

-- The owner is the contact's, so that both are readable and writable by the same people; of a contact that was deleted it
-- goes over by itself when its owner leaves. The first live address is the primary one from the start: what an insert answers
-- must be what stands there afterwards.
create or replace function estate.own_contact_email() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    owner uuid;
begin
    select c.owner_id into owner from public.contacts c
    where c.agency_id = new.agency_id and c.id = new.contact_id and c.deleted_at is null
      and (app.user_id() is null or app.reads_all() or c.owner_id = app.user_id());
    if found then
        new.owner_id := owner;
    elsif new.deleted_at is null then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/contact_id", "code": "not_found"}');
    end if;
    if tg_op = 'INSERT' and new.deleted_at is null and not new.is_primary then
        new.is_primary := not exists (select from public.contact_emails e where e.agency_id = new.agency_id
                                      and e.contact_id = new.contact_id and e.deleted_at is null and e.is_primary);
    end if;
    return new;
end
$$;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Visits in the timelines of their property and of whoever comes.
begin;

set role stagefy_definer;

-- One entry a change: booked, moved, and each status. The entry belongs to the property's owner, as all that is about it.
create function estate.tell_visit() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    event text := case when tg_op = 'INSERT' and new.status in ('requested', 'confirmed') then 'booked'
                       when tg_op = 'INSERT' or new.status <> old.status then new.status else 'moved' end;
begin
    insert into public.activities (agency_id, owner_id, kind, property_id, contact_id, happened_at, details)
    select new.agency_id, p.owner_id, 'visit', new.property_id, new.contact_id,
           case when new.status in ('done', 'no_show') then least(new.ends_at, app.now()) else app.now() end,
           jsonb_strip_nulls(jsonb_build_object('event', event, 'starts_at', new.starts_at, 'reason', case event when 'cancelled' then new.cancel_reason end))
    from public.properties p where p.agency_id = new.agency_id and p.id = new.property_id;
    return null;
end
$$;
grant execute on function estate.tell_visit() to stagefy_owner;

reset role;

create trigger tell_made after insert on public.visits
    for each row execute function estate.tell_visit();
create trigger tell after update of status, starts_at on public.visits
    for each row when (old.status is distinct from new.status or old.starts_at is distinct from new.starts_at) execute function estate.tell_visit();

commit;

-- SPDX-License-Identifier: Apache-2.0
-- The first price of a property is written down without asking for those before it.
begin;

set role stagefy_definer;

create or replace function estate.note_price() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        insert into internal.property_prices (agency_id, property_id, n, price, currency, since, changed_by)
        values (new.agency_id, new.id, 1, new.price, new.currency, new.created_at, app.user_id());
    else
        insert into internal.property_prices (agency_id, property_id, n, price, currency, since, changed_by)
        select new.agency_id, new.id, 1 + coalesce(max(p.n), 0), new.price, new.currency, app.now(), app.user_id()
        from internal.property_prices p where p.agency_id = new.agency_id and p.property_id = new.id;
    end if;
    return null;
end
$$;

reset role;

commit;

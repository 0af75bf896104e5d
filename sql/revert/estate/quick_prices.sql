-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

create or replace function estate.note_price() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into internal.property_prices (agency_id, property_id, n, price, currency, since, changed_by)
    select new.agency_id, new.id, 1 + coalesce(max(p.n), 0), new.price, new.currency,
           case tg_op when 'INSERT' then new.created_at else app.now() end, app.user_id()
    from internal.property_prices p where p.agency_id = new.agency_id and p.property_id = new.id;
    return null;
end
$$;

reset role;

commit;

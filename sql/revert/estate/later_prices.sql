-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;

-- those whose price never changed have a history of one again
insert into internal.property_prices (agency_id, property_id, n, price, currency, since, changed_by)
select p.agency_id, p.id, 1, p.price, p.currency, p.created_at, internal.maker_of(p.agency_id, p.id)
from public.properties p
where p.price is not null and not exists (select from internal.property_prices i where i.agency_id = p.agency_id and i.property_id = p.id);

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

create or replace function estate.property_prices(p_property uuid)
returns table (price numeric, currency text, since timestamptz, percent numeric, changed_by uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select h.price, h.currency::text, h.since,
           case when h.currency = h.currency_before and h.price_before > 0 then round(100 * (h.price - h.price_before) / h.price_before, 1) end,
           h.changed_by
    from (select i.*, lag(i.price) over w as price_before, lag(i.currency) over w as currency_before
          from public.properties p join internal.property_prices i on i.agency_id = p.agency_id and i.property_id = p.id
          where p.agency_id = app.agency_id() and p.id = p_property and app.may_read(p.owner_id, p.shared_with)
          window w as (order by i.n)) h
    order by h.n desc limit 100;
end
$$;

drop function internal.maker_of(uuid, uuid);
comment on table internal.property_prices is null;

reset role;

create trigger first_price after insert on public.properties
    for each row when (new.price is not null) execute function estate.note_price();

commit;

-- SPDX-License-Identifier: Apache-2.0
-- A new property costs a row less: most prices never change, so their history is written when the first one does.
begin;

drop trigger first_price on public.properties;

set role stagefy_definer;

comment on table internal.property_prices is 'what a property was offered at, from its first change of price on; until then the property says it';

-- Contract: who made p_property, as long as changes are kept; else NULL.
create function internal.maker_of(p_agency uuid, p_property uuid) returns uuid
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (select c.actor_id from internal.changes c
            where c.agency_id = p_agency and c.table_name = 'properties' and c.row_id = p_property and c.action = 'created'
            order by c.xid, c.seq limit 1);
end
$$;

-- With the first change, the price until then is written down too.
create or replace function estate.note_price() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    last int := (select max(p.n) from internal.property_prices p where p.agency_id = new.agency_id and p.property_id = new.id);
begin
    if last is null and old.price is not null then
        last := 1;
        insert into internal.property_prices (agency_id, property_id, n, price, currency, since, changed_by)
        values (old.agency_id, old.id, 1, old.price, old.currency, old.created_at, internal.maker_of(old.agency_id, old.id));
    end if;
    insert into internal.property_prices (agency_id, property_id, n, price, currency, since, changed_by)
    values (new.agency_id, new.id, 1 + coalesce(last, 0), new.price, new.currency, app.now(), app.user_id());
    return null;
end
$$;

-- Contract: the last 100 prices of the caller's property p_property, the newest first; percent: against the one before, where
-- both were told in the same currency; changed_by: NULL when it is no longer known. Nothing of a property that they may not read.
create or replace function estate.property_prices(p_property uuid)
returns table (price numeric, currency text, since timestamptz, percent numeric, changed_by uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    offered public.properties;
begin
    select p.* into offered from public.properties p
    where p.agency_id = app.agency_id() and p.id = p_property and app.may_read(p.owner_id, p.shared_with);
    return query
    select h.price, h.currency::text, h.since,
           case when h.currency = h.currency_before and h.price_before > 0 then round(100 * (h.price - h.price_before) / h.price_before, 1) end,
           h.changed_by
    from (select i.*, lag(i.price) over w as price_before, lag(i.currency) over w as currency_before
          from internal.property_prices i where i.agency_id = offered.agency_id and i.property_id = offered.id
          window w as (order by i.n)) h
    order by h.n desc limit 100;
    if not found and offered.price is not null then
        return query select offered.price, offered.currency::text, offered.created_at, null::numeric, internal.maker_of(offered.agency_id, offered.id);
    end if;
end
$$;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What a property was offered at, and since when. A table of its own: changes are kept for as long as the operator says,
-- prices for as long as the property.
begin;

set role stagefy_definer;

create table internal.property_prices (
    agency_id uuid not null,
    property_id uuid not null,
    n int not null,
    price numeric(14, 2),
    currency public.currency_code not null,
    since timestamptz not null default app.now(),
    changed_by uuid,
    primary key (agency_id, property_id, n)
);
comment on column internal.property_prices.price is 'NULL: none was told from then on';
comment on column internal.property_prices.changed_by is 'no foreign key: prices outlive whoever set them';
alter table internal.property_prices enable row level security;
alter table internal.property_prices force row level security;
create policy definer on internal.property_prices to stagefy_definer using (true) with check (true);
comment on policy definer on internal.property_prices is 'the trigger writes, estate.property_prices reads: every row';

create function estate.note_price() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into internal.property_prices (agency_id, property_id, n, price, currency, since, changed_by)
    select new.agency_id, new.id, 1 + coalesce(max(p.n), 0), new.price, new.currency,
           case tg_op when 'INSERT' then new.created_at else app.now() end, app.user_id()
    from internal.property_prices p where p.agency_id = new.agency_id and p.property_id = new.id;
    return null;
end
$$;
grant execute on function estate.note_price() to stagefy_owner;

-- Contract: the last 100 prices of the caller's property p_property, the newest first; percent: against the one before, where
-- both were told in the same currency. Nothing of a property that they may not read.
create function estate.property_prices(p_property uuid)
returns table (price numeric, currency text, since timestamptz, percent numeric, changed_by uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select h.price, h.currency::text, h.since,
           case when h.currency = h.currency_before and h.price_before > 0 then round(100 * (h.price - h.price_before) / h.price_before, 1) end,
           h.changed_by
    from (select i.*, lag(i.price) over w as price_before, lag(i.currency) over w as currency_before
          from public.properties p join internal.property_prices i on i.agency_id = p.agency_id and i.property_id = p.id
          where p.agency_id = app.agency_id() and p.id = p_property and (app.reads_all() or p.owner_id = app.user_id())
          window w as (order by i.n)) h
    order by h.n desc limit 100;
end
$$;
grant execute on function estate.property_prices(uuid) to stagefy_api;

reset role;
grant references on public.properties to stagefy_definer;
set role stagefy_definer;
alter table internal.property_prices
    add constraint property_prices_property_id_fkey foreign key (agency_id, property_id)
        references public.properties (agency_id, id) on delete cascade;
-- history begins with the price that each has now
insert into internal.property_prices (agency_id, property_id, n, price, currency, since)
select p.agency_id, p.id, 1, p.price, p.currency, p.created_at from public.properties p where p.price is not null;
reset role;
revoke references on public.properties from stagefy_definer;

create trigger first_price after insert on public.properties
    for each row when (new.price is not null) execute function estate.note_price();
create trigger next_price after update of price, currency on public.properties
    for each row when (old.price is distinct from new.price or old.currency <> new.currency and new.price is not null)
    execute function estate.note_price();

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What some listings were offered at before.
set role stagefy_definer;

insert into internal.property_prices (agency_id, property_id, n, price, currency, since, changed_by)
select p.agency_id, p.id, v.n, case when v.n = v.most then p.price else v.price end, p.currency, now() - v.days * interval '1 day', p.owner_id
from (values (1, 2, 3, 1540000, 2), (1, 3, 3, null, 1), (5, 2, 2, null, 10), (10, 2, 2, null, 6), (26, 2, 2, null, 2)) v (property, n, most, price, days)
join public.properties p on p.id = internal.demo_id('p', v.property)
on conflict do nothing;
update internal.property_prices h set price = v.price
from (values (1, 1590000), (5, 815000), (10, 2690000), (26, 33500000)) v (property, price)
where h.property_id = internal.demo_id('p', v.property) and h.n = 1 and h.price is distinct from v.price;

reset role;

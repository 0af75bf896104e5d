-- SPDX-License-Identifier: Apache-2.0
-- What was said and done about some records. Deals and tasks write their own entries.
set role stagefy_definer;

insert into public.activities (id, agency_id, owner_id, author_id, kind, text, private, happened_at, property_id, contact_id, deal_id, details, created_at)
select internal.demo_id('o', v.n), a.id, internal.demo_id('u', v.person), internal.demo_id('u', v.person), v.kind, v.text, v.private,
       now() - v.hours * interval '1 hour', case when v.property is not null then internal.demo_id('p', v.property) end,
       case when v.contact is not null then internal.demo_id('c', v.contact) end, case when v.deal is not null then internal.demo_id('d', v.deal) end,
       v.details::jsonb, now() - v.hours * interval '1 hour'
from (values
    (1, 1, 1, 'call', 'Anouk demande une deuxième visite, samedi matin si possible.', false, 3, 1, 8, 1, '{}'),
    (2, 1, 1, 'note', 'Josée accepterait 1 450 000 si l''acte est signé avant l''été.', true, 5, 1, 1, null, '{}'),
    (3, 1, 1, 'price', '', false, 24, 1, null, null, '{"from": 1540000, "to": 1485000, "currency": "EUR"}'),
    (4, 1, 1, 'meeting', 'Première visite avec Anouk et son frère. Le jardin a plu, la cave inquiète un peu.', false, 27, 1, 8, 1, '{}'),
    (5, 1, 1, 'price', '', false, 48, 1, null, null, '{"from": 1590000, "to": 1540000, "currency": "EUR"}'),
    (6, 1, 1, 'status', '', false, 71, 1, null, null, '{"from": "draft", "to": "active"}'),
    (7, 1, 3, 'call', 'Me Olinger confirme le rendez-vous pour le compromis.', false, 6, 5, 15, 4, '{}'),
    (8, 1, 3, 'status', '', false, 144, 5, null, null, '{"from": "active", "to": "pending"}'),
    (9, 2, 6, 'note', 'The board needs two weeks for its consent.', false, 8, 26, 24, 11, '{}'),
    (10, 2, 6, 'call', 'Would like to see the terrace at sunset.', false, 30, 26, 24, 11, '{}')
) v (n, agency, person, kind, text, private, hours, property, contact, deal, details)
join public.agencies a on a.id = internal.demo_id('a', v.agency)
on conflict do nothing;

reset role;

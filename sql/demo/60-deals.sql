-- SPDX-License-Identifier: Apache-2.0
-- Deals of the two agencies, in every stage, some won and one lost. Their stages came with the agencies.
set role stagefy_definer;

insert into public.deals (id, agency_id, owner_id, title, property_id, contact_id, stage_id, status, close_reason, closed_at, amount, expected_close_on,
                          notes, stage_since, created_at)
select internal.demo_id('d', v.n), internal.demo_id('a', v.agency), internal.demo_id('u', v.person), v.title, internal.demo_id('p', v.property),
       internal.demo_id('c', v.contact), s.id, v.status, v.reason, case when v.status <> 'open' then now() - v.days * interval '1 day' end, v.amount,
       case v.status when 'open' then current_date + (7 * v.stage + v.n) end, v.notes, now() - v.days * interval '1 day',
       now() - (v.days + 6) * interval '1 day'
from (values
    (1, 1, 1, 'Maison de ville, rue Ermesinde', 1, 8, 2, 'open', null, 1465000, 3, 'Deuxième visite samedi.'),
    (2, 1, 1, 'Les Tilleuls, deuxième étage', 2, 9, 1, 'open', null, 642000, 1, null),
    (3, 1, 2, 'Appartement à la cuisine verte', 4, 10, 1, 'open', null, 920000, 2, null),
    (4, 1, 3, 'Loft de l''imprimerie', 5, 11, 4, 'open', null, 789000, 6, 'Compromis chez Me Olinger.'),
    (5, 1, 2, 'Quatorzième étage', 6, 13, 3, 'open', null, 845000, 23, 'Offre à 97 %.'),
    (6, 1, 3, 'Rez-de-jardin avec portillon', 7, 12, 2, 'open', null, 700000, 9, null),
    (7, 1, 1, 'Villa au-dessus de l''Alzette', 10, 12, 3, 'open', null, 2550000, 5, null),
    (8, 1, 4, 'Ferme sur la Moselle', 3, 14, 1, 'open', null, 1120000, 0, null),
    (9, 1, 3, 'Trois pièces près de la Pétrusse', 9, 9, 4, 'won', null, 590000, 12, null),
    (10, 1, 2, 'Maison à rénover, Bonnevoie', 8, 10, 2, 'lost', 'Achat ailleurs', 520000, 16, null),
    (11, 2, 6, 'Sea terrace penthouse', 26, 24, 2, 'open', null, 6900000, 4, null),
    (12, 2, 8, 'Cottage in Newlands', 24, 23, 1, 'open', null, 5200000, 1, null),
    (13, 2, 7, 'Foreshore one-bed', 27, 27, 3, 'open', null, 2950000, 19, null),
    (14, 2, 6, 'Cape Dutch homestead', 35, 26, 4, 'open', null, 3450000, 8, null),
    (15, 2, 1, 'House for two generations', 38, 30, 1, 'open', null, 9800000, 2, null)
) v (n, agency, person, title, property, contact, stage, status, reason, amount, days, notes)
join lateral (select d.id from public.deal_stages d where d.agency_id = internal.demo_id('a', v.agency) and d.deleted_at is null
              order by d.position offset v.stage - 1 limit 1) s on true
on conflict do nothing;

insert into public.deal_parties (id, agency_id, deal_id, contact_id, part, share)
select internal.demo_id('y', v.n), internal.demo_id('a', 1), internal.demo_id('d', v.deal), internal.demo_id('c', v.contact), v.part, v.share
from (values (1, 1, 1, 'seller', 100), (2, 1, 8, 'buyer', 100), (3, 4, 4, 'seller', 100), (4, 4, 11, 'buyer', 60), (5, 4, 9, 'buyer', 40),
             (6, 4, 15, 'notary', null), (7, 7, 2, 'seller', 100), (8, 7, 12, 'buyer', 100)) v (n, deal, contact, part, share)
on conflict do nothing;

reset role;

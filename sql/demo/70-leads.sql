-- SPDX-License-Identifier: Apache-2.0
-- Who has asked the two agencies for something, and the rules that say who answers.
set role stagefy_definer;

insert into public.lead_rules (id, agency_id, name, position, sources, areas, transaction, price_min, way, assignee_ids, minutes)
select internal.demo_id('r', v.n), internal.demo_id('a', v.agency), v.name, v.position, string_to_array(v.sources, ','), string_to_array(v.areas, ','),
       v.transaction, v.price_min, v.way, array(select internal.demo_id('u', p) from unnest(v.people) p), v.minutes
from (values
    (1, 1, 'Locations', 1, '', '', 'rent', null::numeric, 'pool', '{}'::int[], 15),
    (2, 1, 'Sud', 2, '', 'Belval,Esch-sur-Alzette,L-4', null, null, 'member', '{3}', 20),
    (3, 1, 'Au-delà de deux millions', 3, '', '', 'sale', 2000000, 'member', '{1}', 60),
    (4, 1, 'Portails', 4, 'athome.lu,immotop.lu', '', null, null, 'round_robin', '{1,2,4}', 15),
    (5, 2, 'Portals', 1, 'property24', '', null, null, 'round_robin', '{1,6,7,8}', 30)
) v (n, agency, name, position, sources, areas, transaction, price_min, way, people, minutes)
on conflict do nothing;

-- each as if its assignee had entered it, who then need not be told
do $$ begin perform set_config('app.user_id', internal.demo_id('u', 1)::text, true); end $$;
insert into public.leads (id, agency_id, owner_id, name, email, phone, message, source, contact_id, property_id, wanted_transaction, wanted_area,
                          wanted_price, rule_id, status, assignee_id, claim_by, claimed_at, closed_at, close_reason, created_at)
select internal.demo_id('l', v.n), internal.demo_id('a', v.agency), internal.demo_id('u', v.person), v.name, v.email, v.phone, v.message, v.source,
       internal.demo_id('c', v.contact), internal.demo_id('p', v.property), v.wants, v.area, v.price, internal.demo_id('r', v.rule), v.status,
       case when v.status <> 'new' then internal.demo_id('u', v.person) end, case v.status when 'offered' then now() + v.minutes * interval '1 minute' end,
       case when v.status in ('claimed', 'closed') then now() - v.minutes * interval '1 minute' end,
       case v.status when 'closed' then now() - v.minutes * interval '30 seconds' end, v.reason, now() - v.minutes * interval '1 minute' - interval '7 minutes'
from (values
    (1, 1, 1, 'Emma Nilsson', 'contact14@demo.example', '+352621100014', 'Bonjour, peut-on voir la maison de la rue Ermesinde samedi matin ?', 'athome.lu', 14, 1,
     null, null, null::numeric, 4, 'offered', 45, null),
    (2, 1, 1, 'Karim Haddad', 'karim.haddad@demo.example', '+352621100201', 'Deux chambres, près du train, dès l’automne.', 'website', null, null,
     'sale', 'Belval', 650000, null, 'new', 25, null),
    (3, 1, 2, 'Chiara Conti', 'chiara.conti@demo.example', null, 'Is the furnished flat in Grund still free in March?', 'immotop.lu', null, 11,
     'rent', null, null, 1, 'new', 95, null),
    (4, 1, 1, 'Sophie Klein', 'contact11@demo.example', '+352621100011', 'Je voudrais revoir le loft avec mon architecte.', 'website', 11, 5,
     null, null, null, null, 'claimed', 180, null),
    (5, 1, 1, 'Georges Wolff', null, '+352621100204', 'Combien vaut ma maison à Bonnevoie ?', 'api', null, 8,
     null, null, null, null, 'closed', 2900, 'Voulait seulement un prix'),
    (6, 2, 1, 'Chris Steyn', 'contact29@demo.example', '+27821100029', 'Could we see the penthouse on Thursday?', 'property24', 29, 26,
     null, null, null, 5, 'offered', 50, null),
    (7, 2, 6, 'Nomsa Dube', 'nomsa.dube@demo.example', null, 'Three bedrooms in Newlands, near the school.', 'website', null, null,
     'rent', 'Newlands', 28000, null, 'new', 40, null)
) v (n, agency, person, name, email, phone, message, source, contact, property, wants, area, price, rule, status, minutes, reason)
on conflict do nothing;
do $$ begin perform set_config('app.user_id', '', true); end $$;

reset role;

-- SPDX-License-Identifier: Apache-2.0
-- Thirty people that the two agencies deal with, all invented; second numbers and addresses, what some agreed to and
-- are looking for.
set role stagefy_definer;

insert into public.contacts (id, agency_id, owner_id, name, email, phone, type, status, tags, notes, last_contacted_at, created_at)
select internal.demo_id('c', n), internal.demo_id('a', agency), internal.demo_id('u', person), name,
       'contact' || n || '@demo.example', case agency when 1 then '+35262110' else '+2782110' end || lpad(n::text, 4, '0'),
       type, status, string_to_array(tags, ' '), notes, now() - spoken * interval '1 day', now() - (spoken + 20) * interval '1 day'
from (values
    (1, 1, 1, 'Josée Kieffer', 'seller', 'active', 'vip phone', 'Prefers the phone, after six.', 2),
    (2, 1, 1, 'Famille Reuter', 'seller', 'active', 'estate', 'Three heirs; all must sign.', 5),
    (3, 1, 2, 'Claude Thill', 'seller', 'active', '', 'Moves to Nantes in September.', 9),
    (4, 1, 2, 'Nora Becker', 'seller', 'lead', 'valuation', 'Wants a valuation first.', 1),
    (5, 1, 3, 'Luís Ferreira', 'seller', 'active', '', null, 12),
    (6, 1, 3, 'Carole Wagner', 'seller', 'closed', '', 'Sold in spring; sends friends.', 40),
    (7, 1, 4, 'Domaine Schengen', 'seller', 'active', 'company', 'Speak to the cellar master.', 7),
    (8, 1, 1, 'Anouk and Tom Lentz', 'buyer', 'active', 'first-home', 'Two children, a garden is a must.', 3),
    (9, 1, 1, 'Inès Faber', 'buyer', 'active', 'city', 'Two rooms near the tram.', 4),
    (10, 1, 2, 'Paul Majerus', 'buyer', 'lead', 'moselle', null, 6),
    (11, 1, 2, 'Sophie Klein', 'buyer', 'lead', '', 'Asked about the loft twice.', 1),
    (12, 1, 3, 'Ahmed Benali', 'investor', 'active', 'yield', 'Looks for four per cent and up.', 15),
    (13, 1, 3, 'Kirchberg Invest', 'investor', 'active', 'company yield', null, 22),
    (14, 1, 4, 'Emma Nilsson', 'lead', 'lead', 'portal', 'Wrote through the portal.', 0),
    (15, 1, 4, 'Jean-Marc Olinger', 'other', 'lead', 'notary', 'Notary in Remich.', 30),
    (16, 1, 1, 'Béatrice Stoltz', 'other', 'active', 'photographer', 'Interior photographer.', 11),
    (17, 2, 6, 'The Adams family', 'seller', 'active', 'vip', 'Keys with the housekeeper.', 3),
    (18, 2, 6, 'Lerato Khumalo', 'seller', 'active', '', 'Overseas until June; mail only.', 8),
    (19, 2, 6, 'Pieter van Wyk', 'seller', 'active', 'farm', null, 14),
    (20, 2, 7, 'Zanele Ndlovu', 'seller', 'active', '', 'Would rent it out if it does not sell.', 5),
    (21, 2, 7, 'Foreshore Trust', 'seller', 'active', 'company', 'Two signatures on everything.', 18),
    (22, 2, 8, 'Michael Petersen', 'seller', 'lead', 'valuation', null, 2),
    (23, 2, 8, 'Aisha Davids', 'buyer', 'active', 'first-home', 'Near a school in Newlands.', 1),
    (24, 2, 8, 'Grant and Kim Foster', 'buyer', 'active', 'sea', 'Sea view or nothing.', 4),
    (25, 2, 6, 'Elena Rossi', 'buyer', 'lead', 'overseas', 'Flies in next month.', 6),
    (26, 2, 7, 'Thabo Molefe', 'buyer', 'active', 'city', null, 10),
    (27, 2, 7, 'Harbour Capital', 'investor', 'active', 'company yield', 'Whole buildings only.', 25),
    (28, 2, 6, 'Priya Naidoo', 'investor', 'lead', 'yield', null, 13),
    (29, 2, 8, 'Chris Steyn', 'lead', 'lead', 'portal', 'Wrote through the portal.', 0),
    (30, 2, 1, 'Marie Laurent', 'buyer', 'active', 'overseas french', 'Speaks French; comes from Metz.', 2)
) v (n, agency, person, name, type, status, tags, notes, spoken)
on conflict do nothing;

insert into public.contact_phones (id, agency_id, contact_id, phone, phone_raw, label)
select internal.demo_id('f', v.n), internal.demo_id('a', v.agency), internal.demo_id('c', v.contact), v.phone, v.phone, v.label
from (values (1, 1, 1, '+35226220001', 'home'), (2, 1, 2, '+35226220002', 'notary of the heirs'), (3, 1, 8, '+352621100081', 'Tom'),
             (4, 1, 13, '+35226220013', 'office'), (5, 2, 24, '+27825550024', 'Kim')) v (n, agency, contact, phone, label)
on conflict do nothing;
insert into public.contact_emails (id, agency_id, contact_id, email, label)
select internal.demo_id('e', v.n), internal.demo_id('a', v.agency), internal.demo_id('c', v.contact), v.email, v.label
from (values (1, 1, 8, 'tom.lentz@demo.example', 'Tom'), (2, 1, 13, 'office@demo.example', 'office'), (3, 2, 24, 'kim.foster@demo.example', 'Kim'))
     v (n, agency, contact, email, label)
on conflict do nothing;
insert into public.contact_consents (id, agency_id, contact_id, purpose, method, wording, given_at, withdrawn_at)
select internal.demo_id('s', v.n), internal.demo_id('a', v.agency), internal.demo_id('c', v.contact), v.purpose, v.method, v.wording,
       now() - v.days * interval '1 day', case when v.ended is not null then now() - v.ended * interval '1 day' end
from (values (1, 1, 1, 'contact', 'in_person', null, 60, null::int), (2, 1, 8, 'offers', 'form', 'Oui, prévenez-moi des biens qui me conviendraient.', 24, null),
             (3, 1, 9, 'offers', 'phone', null, 20, null), (4, 1, 10, 'newsletter', 'form', null, 200, 30), (5, 1, 11, 'offers', 'email', null, 8, null),
             (6, 2, 23, 'offers', 'form', 'Yes, tell me of homes like this one.', 14, null), (7, 2, 24, 'sharing', 'paper', 'My details may go to a bond originator.', 40, null))
     v (n, agency, contact, purpose, method, wording, days, ended)
on conflict do nothing;

insert into public.buyer_requests (id, agency_id, contact_id, transaction, property_types, places, budget_min, budget_max, bedrooms_min, living_area_min,
                                   features, note)
select internal.demo_id('b', v.n), internal.demo_id('a', v.agency), internal.demo_id('c', v.contact), v.transaction, string_to_array(v.types, ' '),
       string_to_array(v.places, '|'), v.low, v.high, v.bedrooms, v.area, string_to_array(v.features, ' '), v.note
from (values (1, 1, 8, 'sale', 'house', '', null, 1600000, 4, 150, 'garden', 'Deux enfants, l''école à pied.'),
             (2, 1, 9, 'sale', 'apartment', '', null, 700000, 2, 65, 'lift balcony', 'Près du tram.'),
             (3, 1, 10, 'sale', '', 'Remich|Schengen|Wormeldange', 500000, 1300000, 3, null, 'garden', null),
             (4, 1, 11, 'sale', 'apartment', 'Luxembourg', null, 900000, 1, 80, '', 'Un loft, sinon rien.'),
             (5, 1, 12, 'sale', 'apartment commercial', '', null, 3000000, null, null, '', null),
             (6, 2, 23, 'sale', 'house', '', null, 6000000, 3, 140, 'garden', 'Near a school in Newlands.'),
             (7, 2, 24, 'sale', '', '', null, 9000000, 2, null, 'sea-view', null),
             (8, 2, 26, 'sale', 'apartment', 'Cape Town', null, 4000000, 1, 50, '', null)) v (n, agency, contact, transaction, types, places, low, high,
      bedrooms, area, features, note)
on conflict do nothing;

reset role;

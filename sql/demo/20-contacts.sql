-- SPDX-License-Identifier: Apache-2.0
-- Thirty people that the two agencies deal with, all invented.
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

reset role;

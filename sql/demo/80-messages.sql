-- SPDX-License-Identifier: Apache-2.0
-- Texts to write with, and mail with a buyer in each of the two agencies: one waits for an answer.
set role stagefy_definer;

insert into public.message_templates (id, agency_id, owner_id, author_id, name, language, subject, body, private, created_at)
select internal.demo_id('h', v.n), internal.demo_id('a', v.agency), internal.demo_id('u', v.person), internal.demo_id('u', v.person), v.name, v.language, v.subject, v.body,
       v.private, now() - interval '20 days'
from (values
    (1, 1, 1, 'Confirmer une visite', 'fr', 'Votre visite du {{visit.day}}', E'Bonjour {{contact.first_name}},\n\nje vous attends le {{visit.day}} à {{visit.time}}, {{property.address}}, {{property.city}}.\n\nÀ bientôt,\n{{agent.name}}\n{{agency.name}}', false),
    (2, 1, 1, 'Après une visite', 'fr', 'Votre avis sur {{property.title}}', E'Bonjour {{contact.first_name}},\n\nmerci de votre visite. Qu’en avez-vous pensé ?\n\n{{agent.name}}\n{{agency.name}}', false),
    (3, 1, 1, 'Prendre des nouvelles', 'fr', 'Où en êtes-vous ?', E'Bonjour {{contact.first_name}},\n\noù en est votre recherche ? J’ai peut-être du nouveau pour vous.\n\n{{agent.name}}', true),
    (4, 2, 6, 'After a viewing', 'en', 'What did you think of {{property.title}}?', E'Hello {{contact.first_name}},\n\nthank you for coming. What did you like, and what not?\n\n{{agent.name}}\n{{agency.name}}', false)
) v (n, agency, person, name, language, subject, body, private)
on conflict do nothing;

insert into public.conversations (id, agency_id, owner_id, contact_id, property_id, subject, messages, unanswered, last_message_at, created_at)
select internal.demo_id('i', v.n), internal.demo_id('a', v.agency), internal.demo_id('u', v.person), internal.demo_id('c', v.contact), internal.demo_id('p', v.property),
       v.subject, v.messages, v.unanswered, now() - v.hours * interval '1 hour', now() - interval '2 days'
from (values
    (1, 1, 1, 8, 1, 'La maison au jardin', 3, true, 2),
    (2, 1, 1, 9, 2, 'Deux pièces près du tram', 1, false, 26),
    (3, 2, 8, 23, 25, 'A home near the school', 2, true, 5)
) v (n, agency, person, contact, property, subject, messages, unanswered, hours)
on conflict do nothing;

insert into public.messages (id, agency_id, owner_id, conversation_id, contact_id, author_id, direction, state, from_name, from_address, to_address, subject, text, quoted,
                             message_id, happened_at, created_at)
select internal.demo_id('g', v.n), c.agency_id, c.owner_id, c.id, c.contact_id, case v.direction when 'out' then c.owner_id end, v.direction,
       case v.direction when 'out' then 'sent' else 'received' end, case v.direction when 'in' then k.name end, case v.direction when 'in' then k.email end,
       case v.direction when 'out' then k.email end, case when v.n in (1, 4, 5) then c.subject else 'Re: ' || c.subject end, v.text, v.quoted,
       internal.demo_id('g', v.n) || '@demo.example', now() - v.hours * interval '1 hour', now() - v.hours * interval '1 hour'
from (values
    (1, 1, 'out', 48, E'Bonjour Anouk, bonjour Tom,\n\ncomme promis, les plans du rez-de-chaussée. Le jardin donne plein sud.\n\nLéa', null),
    (2, 1, 'in', 30, E'Bonjour Léa,\n\nmerci ! Est-ce que la cuisine peut être ouverte sur le séjour ?\n\nAnouk', E'Le mardi, Maison Alzette a écrit :\n> comme promis, les plans du rez-de-chaussée.'),
    (3, 1, 'in', 2, E'Nous serions libres samedi à 10 h, si cela vous convient.', null),
    (4, 2, 'out', 26, E'Bonjour Inès,\n\nun deux-pièces arrive près de l’arrêt Theater. Voulez-vous le voir avant les autres ?\n\nLéa', null),
    (5, 3, 'out', 20, E'Hello Aisha,\n\nthree homes within a walk of the school. Which would you see first?\n\nThandi', null),
    (6, 3, 'in', 5, E'The second one, please. Any day after four.', null)
) v (n, conversation, direction, hours, text, quoted)
join public.conversations c on c.id = internal.demo_id('i', v.conversation)
join public.contacts k on k.agency_id = c.agency_id and k.id = c.contact_id
on conflict do nothing;

insert into public.activities (id, agency_id, owner_id, author_id, kind, contact_id, property_id, details, happened_at)
select internal.demo_id('j', v.n), m.agency_id, m.owner_id, m.author_id, 'mail', c.contact_id, c.property_id,
       jsonb_build_object('event', case m.direction when 'out' then 'sent' else 'received' end, 'subject', m.subject, 'message_id', m.id, 'conversation_id', c.id), m.happened_at
from generate_series(1, 6) v (n)
join public.messages m on m.id = internal.demo_id('g', v.n)
join public.conversations c on c.agency_id = m.agency_id and c.id = m.conversation_id
on conflict do nothing;

reset role;

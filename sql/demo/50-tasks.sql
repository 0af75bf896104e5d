-- SPDX-License-Identifier: Apache-2.0
-- What the people of the two agencies have to do, late, today, later and done.
set role stagefy_definer;

insert into public.tasks (id, agency_id, owner_id, assignee_id, title, notes, priority, status, due_at, all_day, repeats, property_id, contact_id,
                          done_at, created_at)
select internal.demo_id('t', v.n), a.id, internal.demo_id('u', v.maker), internal.demo_id('u', v.doer), v.title, v.notes, v.priority, v.status,
       case when v.days is not null then (date_trunc('day', now() at time zone a.time_zone) + v.days * interval '1 day' + coalesce(v.time, time '12:00')) at time zone a.time_zone end,
       v.days is not null and v.time is null, v.repeats, case when v.property is not null then internal.demo_id('p', v.property) end,
       case when v.contact is not null then internal.demo_id('c', v.contact) end, case v.status when 'done' then now() - interval '2 hours' end,
       now() - (6 + v.n % 4) * interval '1 day'
from (values
    (1, 1, 1, 1, 'Demander le certificat énergétique à Josée', null, 'high', 'open', -1, null::time, null, 1, 1),
    (2, 1, 2, 1, 'Envoyer le projet de compromis au notaire', 'Me Olinger l''attend par mail.', 'high', 'open', 0, '12:00', null, 5, 15),
    (3, 1, 1, 1, 'Rappeler Anouk après la visite', null, 'normal', 'open', 0, '17:30', null, 1, 8),
    (4, 1, 1, 1, 'Choisir la photo de couverture', null, 'normal', 'open', 0, null, null, 3, null),
    (5, 1, 1, 1, 'Préparer les clés de samedi', null, 'normal', 'open', 1, null, null, 2, 2),
    (6, 1, 1, 1, 'Relire les annonces en ligne', 'Prix, photos, classe énergétique.', 'low', 'open', 3, '09:00', 'weekly', null, null),
    (7, 1, 1, 1, 'Publier le rez-de-jardin', null, 'normal', 'done', 0, '08:30', null, 7, 5),
    (8, 1, 2, 2, 'Estimer la maison de Bonnevoie', null, 'normal', 'open', 2, '14:00', null, 8, 4),
    (9, 1, 2, 2, 'Relancer Sophie Klein pour le loft', null, 'normal', 'open', -2, null, null, 5, 11),
    (10, 1, 1, 3, 'Mettre à jour le dossier de rendement', null, 'low', 'open', 5, null, null, null, 12),
    (11, 1, 1, 4, 'Répondre à Emma Nilsson', 'Elle a écrit par le portail.', 'high', 'open', 0, '11:00', null, null, 14),
    (12, 1, 1, 4, 'Vérifier le chauffage de la ferme', null, 'normal', 'open', 12, null, 'monthly', 3, 7),
    (13, 2, 6, 6, 'Collect the keys from the housekeeper', null, 'normal', 'open', 0, '10:30', null, null, 17),
    (14, 2, 6, 7, 'Send the mandate for two signatures', null, 'high', 'open', -1, '16:00', null, null, 21),
    (15, 2, 6, 8, 'Shortlist homes near a school for Aisha', null, 'normal', 'open', 1, null, null, null, 23),
    (16, 2, 6, 6, 'Check the alarm batteries', null, 'low', 'open', 6, null, 'monthly', null, null),
    (17, 2, 6, 1, 'Appeler Marie Laurent à Metz', null, 'normal', 'open', 0, '18:00', null, null, 30)
) v (n, agency, maker, doer, title, notes, priority, status, days, time, repeats, property, contact)
join public.agencies a on a.id = internal.demo_id('a', v.agency)
on conflict do nothing;

reset role;

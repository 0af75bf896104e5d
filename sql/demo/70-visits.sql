-- SPDX-License-Identifier: Apache-2.0
-- Visits of the two agencies: last week's with what came of them, today's and those of the next days.
set role stagefy_definer;

insert into public.visits (id, agency_id, owner_id, agent_id, property_id, contact_id, status, starts_at, ends_at, buffer_minutes, place, notes,
                           cancel_reason, rating, interest, feedback, created_at)
select internal.demo_id('v', v.n), a.id, internal.demo_id('u', v.agent), internal.demo_id('u', v.agent), internal.demo_id('p', v.property),
       internal.demo_id('c', v.contact), v.status, at.starts_at, at.starts_at + v.minutes * interval '1 minute', v.buffer, v.place, v.notes,
       v.reason, v.rating, v.interest, v.feedback, now() - (8 + v.n % 3) * interval '1 day'
from (values
    (1, 1, 1, 1, 8, 'confirmed', 0, time '10:30', 45, 15, null, null, null, null::int, null, null),
    (2, 1, 1, 2, 9, 'requested', 0, '15:00', 30, 15, null, 'Premier appartement à voir avec elle.', null, null, null, null),
    (3, 1, 2, 4, 10, 'confirmed', 0, '11:00', 30, 0, null, null, null, null, null, null),
    (4, 1, 3, 7, 12, 'confirmed', 0, '17:00', 45, 0, 'Au portillon, rue Basse', null, null, null, null, null),
    (5, 1, 4, 3, 14, 'requested', 1, '09:30', 60, 30, null, null, null, null, null, null),
    (6, 1, 1, 10, 12, 'confirmed', 1, '14:00', 45, 15, null, null, null, null, null, null),
    (7, 1, 2, 5, 11, 'requested', 2, '18:00', 30, 0, null, 'Elle vient avec son frère.', null, null, null, null),
    (8, 1, 3, 9, 9, 'cancelled', 1, '10:00', 30, 0, null, null, 'Malade, nouvelle date à trouver', null, null, null),
    (9, 1, 1, 1, 8, 'done', -5, '16:00', 45, 15, null, null, null, 5, 'strong', 'Le jardin les a conquis ; reviennent avec les enfants.'),
    (10, 1, 2, 4, 10, 'no_show', -3, '12:00', 30, 0, null, null, null, null, null, null),
    (11, 1, 3, 6, 13, 'done', -2, '09:00', 30, 0, null, null, null, 3, 'some', 'Rendement trop juste à ce prix.'),
    (12, 1, 4, 2, 14, 'done', -1, '17:30', 30, 0, null, null, null, 2, 'none', 'Trop loin du tram.'),
    (13, 1, 1, 2, 9, 'confirmed', 7, '11:00', 30, 15, null, null, null, null, null, null),
    (14, 2, 6, 26, 24, 'confirmed', 0, '10:00', 60, 30, null, null, null, null, null, null),
    (15, 2, 7, 27, 27, 'requested', 0, '14:30', 30, 0, null, null, null, null, null, null),
    (16, 2, 8, 24, 23, 'confirmed', 1, '09:00', 45, 15, 'At the school gate', null, null, null, null, null),
    (17, 2, 1, 38, 30, 'requested', 2, '16:00', 60, 0, null, null, null, null, null, null),
    (18, 2, 6, 35, 26, 'done', -4, '11:00', 60, 30, null, null, null, 4, 'strong', 'Asked what the thatch costs to keep.')
) v (n, agency, agent, property, contact, status, days, time, minutes, buffer, place, notes, reason, rating, interest, feedback)
join public.agencies a on a.id = internal.demo_id('a', v.agency)
cross join lateral (select (date_trunc('day', now() at time zone a.time_zone) + v.days * interval '1 day' + v.time) at time zone a.time_zone as starts_at) at
where not exists (select from public.visits o where o.agency_id = a.id and o.id = internal.demo_id('v', v.n));

reset role;

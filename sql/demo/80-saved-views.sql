-- SPDX-License-Identifier: Apache-2.0
-- Views that people saved, for themselves and for the team.
set role stagefy_definer;

insert into public.saved_views (id, agency_id, author_id, list, name, private, position, filter, sort, columns)
select internal.demo_id('q', v.n), internal.demo_id('a', v.agency), internal.demo_id('u', v.author), v.list, v.name, v.private, v.position,
       v.filter::jsonb, v.sort, v.columns::text[]
from (values
    (1, 1, 1, 'properties', 'Moins de 900 000 €', true, 1, '{"price[lte]": "900000", "status": "active"}', 'price', '{status,price,living_area,bedrooms,energy_class,city}'),
    (2, 1, 2, 'properties', 'Compromis en cours', false, 2, '{"status": "pending"}', null, '{}'),
    (3, 1, 1, 'contacts', 'Acheteurs actifs', false, 1, '{"type": "buyer", "status": "active"}', 'name', '{}'),
    (4, 1, 2, 'tasks', 'Mes urgences', true, 1, '{"assignee_id": "me", "priority": "high", "status": "open"}', 'due_at', '{}'),
    (5, 2, 7, 'properties', 'Sea view, to rent', false, 1, '{"transaction": "rent", "q": "sea"}', '-price', '{}'),
    (6, 1, 2, 'deals', 'Gagnées', false, 1, '{"status": "won"}', '-closed_at', '{title,amount,contact_id,owner_id,closed_at}'),
    (7, 1, 1, 'visits', 'Très intéressés', false, 1, '{"interest": "strong"}', '-starts_at', '{property_id,starts_at,contact_id,agent_id,rating}'),
    (8, 1, 1, 'leads', 'athome.lu', true, 1, '{"status[in]": "new,offered,claimed", "source": "athome.lu"}', null, '{}')
) v (n, agency, author, list, name, private, position, filter, sort, columns)
on conflict do nothing;

reset role;

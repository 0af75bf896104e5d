-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, external_ref, property_id, contact_id, agent_id, status, starts_at, ends_at, buffer_minutes, busy_until,
       place, notes, cancel_reason, rating, interest, feedback, sequence, version, deleted_at
from public.visits where false;
select 1 / count(*) from pg_extension where extname = 'btree_gist';

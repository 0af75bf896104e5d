-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, external_ref, title, assignee_id, status, due_at, repeats, previous_id, done_at, version, deleted_at
from public.tasks where false;

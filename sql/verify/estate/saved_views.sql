-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, author_id, external_ref, list, name, private, position, filter, sort, columns, version, deleted_at
from public.saved_views where false;

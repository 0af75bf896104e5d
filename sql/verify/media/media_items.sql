-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, type, storage_key, property_id, position, status, review, version, deleted_at
from public.media_items where false;

-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, external_ref, contact_id, phone, phone_raw, label, is_primary, version, deleted_at
from public.contact_phones where false;

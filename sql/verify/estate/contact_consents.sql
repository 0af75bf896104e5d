-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, external_ref, contact_id, purpose, method, wording, given_at, withdrawn_at, version, deleted_at
from public.contact_consents where false;

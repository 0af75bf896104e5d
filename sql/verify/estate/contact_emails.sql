-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, contact_id, email, is_primary, deleted_at from public.contact_emails where false;

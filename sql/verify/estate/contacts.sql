-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, external_ref, name, email, type, status, tags, version, deleted_at from public.contacts where false;

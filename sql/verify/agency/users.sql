-- SPDX-License-Identifier: Apache-2.0
select id, email, email_verified, role, is_active, last_agency_id, version from public.users where false;

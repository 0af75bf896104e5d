-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, user_id, role, left_at, version from public.memberships where false;

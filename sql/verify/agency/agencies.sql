-- SPDX-License-Identifier: Apache-2.0
select id, slug, clerk_org_id, record_visibility, logo_media_id, version from public.agencies where false;

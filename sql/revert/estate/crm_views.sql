-- SPDX-License-Identifier: Apache-2.0
begin;
drop view public.crm_listings;
drop view public.crm_contacts;
commit;

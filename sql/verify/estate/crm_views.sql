-- SPDX-License-Identifier: Apache-2.0
select id, user_id, contact_id, address, price, sqft, status from public.crm_listings where false;
select id, user_id, name, email, type, status, tags from public.crm_contacts where false;

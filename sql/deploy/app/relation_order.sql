-- SPDX-License-Identifier: Apache-2.0
-- The rows that point to one, found in the order in which they are shown: the first of many without reading and sorting all.
begin;

drop index public.idx_crm_listings_contact_id;
create index idx_crm_listings_contact_id on public.properties (agency_id, contact_id, created_at desc, id desc);
drop index public.contact_emails_contact;
create index contact_emails_contact on public.contact_emails (agency_id, contact_id, created_at desc, id desc);
drop index public.media_items_contact;
create index media_items_contact on public.media_items (agency_id, contact_id, created_at desc, id desc) where contact_id is not null;

commit;

-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*) = 3)::int from pg_index i
where i.indexrelid in ('public.idx_crm_listings_contact_id'::regclass, 'public.contact_emails_contact'::regclass, 'public.media_items_contact'::regclass)
  and i.indnkeyatts = 4;

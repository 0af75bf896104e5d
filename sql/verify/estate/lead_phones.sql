-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc ~ 'contact_phones')::int from pg_proc where oid = 'internal.lead_contact(uuid, uuid, text, text, text, text)'::regprocedure;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.contacts;
drop domain public.contact_status;
drop domain public.contact_type;
commit;

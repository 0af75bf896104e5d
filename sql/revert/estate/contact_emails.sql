-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger mirror on public.contacts;
drop table public.contact_emails;
drop function estate.mirror_contact();
drop function estate.mirror_contact_email();
drop function estate.keep_primary();
drop function estate.own_contact_email();
drop function estate.settle_emails(uuid, uuid, uuid);
commit;

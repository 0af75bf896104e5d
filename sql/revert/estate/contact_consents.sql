-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger follow_consents on public.contacts;
drop table public.contact_consents;
drop domain public.consent_method;
drop domain public.consent_purpose;
commit;

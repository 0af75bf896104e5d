-- SPDX-License-Identifier: Apache-2.0
begin;
drop domain public.i18n;
drop domain public.locale;
drop domain public.currency_code;
drop domain public.country_code;
drop domain public.phone_number;
drop domain public.email_address;
commit;

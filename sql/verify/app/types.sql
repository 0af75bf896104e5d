-- SPDX-License-Identifier: Apache-2.0
select 'a@b.lu'::public.email_address, '+352621000000'::public.phone_number, '{"en":"x"}'::public.i18n;

-- SPDX-License-Identifier: Apache-2.0
begin;
alter domain public.email_address drop constraint email_address_check;
alter domain public.email_address add constraint email_address_check
    check (value = lower(value collate "C") and length(value) <= 254 and value ~ '^[^@[:space:]]+@[^@[:space:]]+$');
commit;

-- SPDX-License-Identifier: Apache-2.0
-- Formats used by several tables. Domains over text, since only operators of text are leakproof and reach an index under
-- a policy; a check is also extensible and revertible, which an enum is not.
begin;

-- Only A to Z are folded, as the workers do it: what another mail server makes of É and é only that server knows.
create domain public.email_address as text
    check (value = lower(value collate "C") and length(value) <= 254 and value ~ '^[^@[:space:]]+@[^@[:space:]]+$');
create domain public.phone_number as text check (value ~ '^\+[1-9][0-9]{1,14}$');
create domain public.country_code as text check (value ~ '^[A-Z]{2}$');
create domain public.currency_code as text check (value ~ '^[A-Z]{3}$');
create domain public.locale as text check (value ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
-- Texts per language: {"en": "…", "fr": "…"}.
create domain public.i18n as jsonb
    check (jsonb_typeof(value) = 'object'
           and not jsonb_path_exists(value, '$.* ? (@.type() != "string")'));

comment on domain public.email_address is 'lower-cased by whoever writes it';
comment on domain public.phone_number is 'E.164';
comment on domain public.country_code is 'ISO 3166-1 alpha-2';
comment on domain public.currency_code is 'ISO 4217';
comment on domain public.locale is 'BCP 47';
comment on domain public.i18n is 'text per language, keyed by BCP 47 tag';

commit;

-- SPDX-License-Identifier: Apache-2.0
-- The form of an e-mail address, as the workers have it (src/base/email.h); tests/vectors/email.json holds the two together.
begin;

alter domain public.email_address drop constraint email_address_check;
-- Only A to Z are folded, as the workers do it: what another mail server makes of É and é only that server knows.
-- What is stored is not judged again (not valid): an address that was let in before is its owner's to correct.
alter domain public.email_address add constraint email_address_check check (
    value = lower(value collate "C")
    and octet_length(value) <= 254 and octet_length(split_part(value, '@', 1)) <= 64
    -- one @; two names or more behind it, none of them empty
    and value ~ '^[^@]+@[^@.]+(\.[^@.]+)+$'
    -- in front of it dots stand alone and inside
    and value !~ '^\.|\.\.|\.@'
    -- no spaces and marks of punctuation, nor what nobody sees: with that two addresses could look the same
    and value !~ '[\u0001-\u0020"(),:;<>[\\\]\u007f-\u00a0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]'
    -- names are of letters, digits and hyphens inside, 63 at most; the last is no number
    and value !~ '@.*[!-,/:-`{-~]'
    and value !~ '@(.*\.)?-|@.*-(\.|$)|@(.*\.)?[^.]{64}|\.[0-9]+$'
) not valid;

commit;

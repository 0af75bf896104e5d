-- SPDX-License-Identifier: Apache-2.0
select 1 / count(*) from pg_constraint where conname = 'email_address_check' and pg_get_constraintdef(oid) like '%octet_length%';

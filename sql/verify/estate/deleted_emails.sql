-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc like '%owner uuid%')::int from pg_proc where oid = 'estate.own_contact_email()'::regprocedure;

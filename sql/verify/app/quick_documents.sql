-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*) = 3)::int from pg_proc p join pg_language l on l.oid = p.prolang
where p.proname in ('property_document', 'contact_document', 'item_document') and l.lanname = 'plpgsql';

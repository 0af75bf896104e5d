-- SPDX-License-Identifier: Apache-2.0
select shared_with, editors from public.properties where false;
select 1 / (count(*))::int from pg_attribute where attrelid = 'internal.changes'::regclass and attname = 'shared_with';
select 1 / (not exists (select from pg_proc where prosrc ~ '\(app\.reads_all\(\) or [cdmpr]\.owner_id'))::int;

-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*) >= 4)::int from pg_inherits where inhparent = 'internal.changes'::regclass;

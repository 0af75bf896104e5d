-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*) = 3)::int from pg_indexes where indexname in ('properties_search', 'contacts_search', 'media_items_search');

-- SPDX-License-Identifier: Apache-2.0
select 1 / (pg_get_indexdef('internal.search_words_word'::regclass) like '%(word, agency_id)')::int;

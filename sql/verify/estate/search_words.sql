-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_jobs', 'estate.tidy_words(uuid)', 'execute')::int;
select 1 / indisvalid::int from pg_index where indexrelid = 'internal.search_words_alike'::regclass;
select 1 / (count(*) = 3)::int from pg_trigger where tgfoid = 'internal.note_words()'::regprocedure and tgenabled = 'O';

-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc like '%any (known)%')::int from pg_proc where oid = 'internal.note_words()'::regprocedure;

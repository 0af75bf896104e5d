-- SPDX-License-Identifier: Apache-2.0
select 1 / (prosrc like '%tg_op = ''INSERT''%')::int from pg_proc where oid = 'estate.note_price()'::regprocedure;

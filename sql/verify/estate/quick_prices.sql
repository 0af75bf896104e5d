-- SPDX-License-Identifier: Apache-2.0
select 1 / (to_regprocedure('estate.note_price()') is not null)::int;

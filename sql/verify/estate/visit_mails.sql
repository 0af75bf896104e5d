-- SPDX-License-Identifier: Apache-2.0
select tells_visitor from public.visits where false;
select 1 / (to_regprocedure('estate.tell_visitor()') is not null)::int;

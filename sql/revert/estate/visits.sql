-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger occupy on public.visits;
drop function estate.occupy_slot();
drop trigger complete on public.visits;
drop function estate.complete_visit();
drop function estate.visit_in_the_way(public.visits);
drop function estate.visit_may_become(text, text);
drop table public.visits;
drop domain public.visit_interest;
drop domain public.visit_status;
do $$
begin
    if exists (select from pg_extension where extname = 'btree_gist' and extnamespace = 'internal'::regnamespace) then
        drop extension btree_gist;
    end if;
end
$$;
commit;

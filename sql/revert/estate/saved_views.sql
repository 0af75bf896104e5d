-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.saved_views;
drop function estate.complete_saved_view();
drop domain public.saved_view_list;
commit;

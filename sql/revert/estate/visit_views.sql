-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;
delete from public.saved_views where list = 'visits';
reset role;
alter domain public.saved_view_list drop constraint saved_view_list_check;
alter domain public.saved_view_list add constraint saved_view_list_check check (value in ('properties', 'contacts', 'deals', 'tasks', 'leads'));

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Lists of visits are saved as views, as other lists are.
begin;

alter domain public.saved_view_list drop constraint saved_view_list_check;
alter domain public.saved_view_list add constraint saved_view_list_check
    check (value in ('properties', 'contacts', 'deals', 'tasks', 'leads', 'visits'));

commit;

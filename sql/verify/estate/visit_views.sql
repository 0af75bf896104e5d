-- SPDX-License-Identifier: Apache-2.0
select 'visits'::public.saved_view_list;

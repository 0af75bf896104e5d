-- SPDX-License-Identifier: Apache-2.0
select closed_at from public.agencies where false;

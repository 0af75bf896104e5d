-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.agencies;
drop domain public.record_visibility;
drop domain public.agency_region;
commit;

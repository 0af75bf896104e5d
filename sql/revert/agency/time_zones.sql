-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger check_time_zone on public.agencies;
drop function agency.check_time_zone();
commit;

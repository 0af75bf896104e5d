-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger entrances on public.agencies;
drop trigger entrances on public.users;
drop trigger entrances on public.memberships;
drop function internal.derive_entrances();
drop view internal.entrances_due;
drop table internal.entrances;
commit;

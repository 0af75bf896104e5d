-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger mirror_phone on public.contacts;
drop trigger follow_phones on public.contacts;
drop table public.contact_phones;
drop function estate.keep_primary_phone();
set role stagefy_definer;
drop function estate.own_contact_part(), estate.follow_contact(), estate.settle_phones(uuid, uuid, uuid), estate.begin_contact_phone(),
    estate.mirror_contact_phone(), estate.mirror_phone();
reset role;
commit;

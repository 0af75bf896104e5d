-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger follow_activities on public.contacts;
drop trigger follow_activities on public.deals;
drop trigger follow_activities on public.properties;
drop trigger tell on public.tasks;
drop trigger tell_new on public.tasks;
drop trigger tell on public.deals;
drop trigger tell_new on public.deals;
drop trigger tell on public.properties;
drop table public.activities;
set role stagefy_definer;
drop function estate.complete_activity(), estate.tell_property(), estate.tell_deal(), estate.tell_task(), estate.follow_record(),
    estate.forget_activity();
reset role;
drop domain public.activity_kind;
commit;

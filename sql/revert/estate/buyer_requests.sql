-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger follow_requests on public.contacts;
drop index public.properties_matching;
drop table public.buyer_requests;
set role stagefy_definer;
drop function estate.complete_request();
reset role;
commit;

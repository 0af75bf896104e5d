-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger begin_stages on public.agencies;
set role stagefy_definer;
drop table internal.deal_stays;
reset role;
drop table public.deal_parties;
drop table public.deals;
drop table public.deal_stages;
set role stagefy_definer;
drop function estate.make_stages(uuid), estate.begin_stages(), estate.complete_stage(), estate.reorder_stages(uuid[]), estate.complete_deal(),
    estate.note_stay(), estate.deal_stays(uuid), estate.move_deal(uuid, int, uuid, uuid, uuid), estate.own_deal_party(), estate.follow_deal();
reset role;
drop function estate.deal_totals(uuid);
drop domain public.deal_part;
drop domain public.deal_status;
commit;

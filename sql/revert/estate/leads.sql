-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function internal.take_lead(uuid, uuid, public.leads, text);
reset role;
drop table public.leads;
drop table public.lead_rules;
set role stagefy_definer;
drop function estate.take_lead(uuid, text, text, text, text, text, text, uuid, text, text, text, numeric, text), estate.claim_lead(uuid),
    estate.return_leads(), estate.follow_lead(), internal.lead_contact(uuid, uuid, text, text, text, text), internal.route_lead(uuid, text, text, text, text, numeric);
reset role;
drop function estate.complete_lead_rule(), estate.complete_lead();
drop domain public.lead_way;
drop domain public.lead_status;
commit;

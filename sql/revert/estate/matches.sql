-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function estate.matches(uuid, uuid, int);
reset role;
drop function estate.match(public.buyer_requests, public.properties), estate.match_word(numeric), estate.lies_in(text[], text, text, text);
commit;

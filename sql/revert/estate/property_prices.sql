-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger first_price on public.properties;
drop trigger next_price on public.properties;
set role stagefy_definer;
drop table internal.property_prices;
drop function estate.note_price(), estate.property_prices(uuid);
reset role;
commit;

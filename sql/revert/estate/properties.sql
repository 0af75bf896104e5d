-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.properties;
drop function estate.complete_property();
drop domain public.energy_class;
drop domain public.transaction_type;
drop domain public.property_type;
drop domain public.listing_status;
commit;

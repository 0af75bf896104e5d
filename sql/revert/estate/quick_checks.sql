-- SPDX-License-Identifier: Apache-2.0
begin;

alter table public.properties
    add constraint properties_address_check check (length(address) between 1 and 300),
    add constraint properties_bathrooms_check check (bathrooms between 0 and 99),
    add constraint properties_bedrooms_check check (bedrooms between 0 and 99),
    add constraint properties_city_check check (length(city) <= 120),
    add constraint properties_external_ref_check check (length(external_ref) <= 120),
    add constraint properties_latitude_check check (latitude between -90 and 90),
    add constraint properties_living_area_check check (living_area >= 0),
    add constraint properties_longitude_check check (longitude between -180 and 180),
    add constraint properties_lot_area_check check (lot_area >= 0),
    add constraint properties_notes_check check (length(notes) <= 10000),
    add constraint properties_price_check check (price >= 0),
    add constraint properties_reference_check check (length(reference) between 1 and 40),
    add constraint properties_state_check check (length(state) <= 120),
    add constraint properties_year_built_check check (year_built between 1000 and 2200),
    add constraint properties_zip_code_check check (length(zip_code) <= 20),
    drop constraint properties_check;
drop function estate.property_fits(text, numeric, int, text, text, numeric, numeric, numeric, numeric, text, numeric, text, text, int, text);

commit;

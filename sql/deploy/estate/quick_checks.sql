-- SPDX-License-Identifier: Apache-2.0
-- What the columns of a property may hold is one constraint: each is read, planned and compiled anew by every statement that
-- writes, and fifteen of them were a seventh of what a new property costs. A function's plan is kept.
begin;

-- Contract: true. Raises 23514 with the name that the constraint of a column by itself would have.
create function estate.property_fits(p_address text, p_bathrooms numeric, p_bedrooms int, p_city text, p_external_ref text, p_latitude numeric,
    p_living_area numeric, p_longitude numeric, p_lot_area numeric, p_notes text, p_price numeric, p_reference text, p_state text,
    p_year_built int, p_zip_code text) returns boolean
language plpgsql immutable parallel safe as $$
declare
    wrong text := case
        when length(p_address) not between 1 and 300 then 'address'
        when p_bathrooms not between 0 and 99 then 'bathrooms'
        when p_bedrooms not between 0 and 99 then 'bedrooms'
        when length(p_city) > 120 then 'city'
        when length(p_external_ref) > 120 then 'external_ref'
        when p_latitude not between -90 and 90 then 'latitude'
        when p_living_area < 0 then 'living_area'
        when p_longitude not between -180 and 180 then 'longitude'
        when p_lot_area < 0 then 'lot_area'
        when length(p_notes) > 10000 then 'notes'
        when p_price < 0 then 'price'
        when length(p_reference) not between 1 and 40 then 'reference'
        when length(p_state) > 120 then 'state'
        when p_year_built not between 1000 and 2200 then 'year_built'
        when length(p_zip_code) > 20 then 'zip_code' end;
begin
    if wrong is not null then
        raise exception 'new row for relation "properties" violates check constraint "properties_%_check"', wrong
            using errcode = 'check_violation', schema = 'public', table = 'properties', column = wrong, constraint = 'properties_' || wrong || '_check';
    end if;
    return true;
end
$$;
grant execute on function estate.property_fits(text, numeric, int, text, text, numeric, numeric, numeric, numeric, text, numeric, text, text, int, text)
to stagefy_definer, stagefy_api, stagefy_jobs;

alter table public.properties
    add constraint properties_check check (estate.property_fits(address, bathrooms, bedrooms, city, external_ref, latitude, living_area, longitude,
                                                                lot_area, notes, price, reference, state, year_built, zip_code)),
    drop constraint properties_address_check,
    drop constraint properties_bathrooms_check,
    drop constraint properties_bedrooms_check,
    drop constraint properties_city_check,
    drop constraint properties_external_ref_check,
    drop constraint properties_latitude_check,
    drop constraint properties_living_area_check,
    drop constraint properties_longitude_check,
    drop constraint properties_lot_area_check,
    drop constraint properties_notes_check,
    drop constraint properties_price_check,
    drop constraint properties_reference_check,
    drop constraint properties_state_check,
    drop constraint properties_year_built_check,
    drop constraint properties_zip_code_check;

commit;

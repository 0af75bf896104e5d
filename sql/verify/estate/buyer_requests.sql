-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, external_ref, contact_id, transaction, property_types, places, place_words, budget_min, budget_max, currency,
       bedrooms_min, living_area_min, features, note, active, version, deleted_at from public.buyer_requests where false;

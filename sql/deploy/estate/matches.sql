-- SPDX-License-Identifier: Apache-2.0
-- What suits whom: properties for a buyer's request and requests for a property, with a score and why.
begin;

-- Contract: how well a property meets a request whose place, price and kind it has already. Of what the request says, living area
-- weighs 3, bedrooms 3 and features 4; the score is what is met of it in percent, 100 where it says nothing. Each reason is met,
-- partly, missed or unknown (the property does not say; counts half). Nearly enough counts in part: living area down to 80 %
-- of what is wanted, one bedroom fewer by half, features by how many there are.
create function estate.match(p_request public.buyer_requests, p_property public.properties, out score int, out reasons jsonb)
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
    met numeric := 0;
    weight numeric := 0;
    part numeric;
    have int;
    want int := cardinality(p_request.features);
begin
    reasons := '{"place": "met", "price": "met", "property_type": "met"}';
    if p_request.living_area_min > 0 then
        part := case when p_property.living_area is not null then least(1, greatest(0, (p_property.living_area / p_request.living_area_min - 0.8) * 5)) end;
        met := met + 3 * coalesce(part, 0.5);
        weight := weight + 3;
        reasons := reasons || jsonb_build_object('living_area', estate.match_word(part));
    end if;
    if p_request.bedrooms_min > 0 then
        part := case when p_property.bedrooms is not null then least(1, greatest(0, 1 - (p_request.bedrooms_min - p_property.bedrooms) * 0.5)) end;
        met := met + 3 * coalesce(part, 0.5);
        weight := weight + 3;
        reasons := reasons || jsonb_build_object('bedrooms', estate.match_word(part));
    end if;
    if want > 0 then
        have := (select count(*) from unnest(p_request.features) f
                 where app.fold(f) in (select app.fold(g) from unnest(p_property.features) g));
        part := have::numeric / want;
        met := met + 4 * part;
        weight := weight + 4;
        reasons := reasons || jsonb_build_object('features', estate.match_word(part));
    end if;
    score := case when weight = 0 then 100 else round(100 * met / weight) end;
end
$$;

create function estate.match_word(p_part numeric) returns text
language sql immutable parallel safe as $$
    select case when p_part is null then 'unknown' when p_part >= 1 then 'met' when p_part > 0 then 'partly' else 'missed' end
$$;

-- Whether a property lies in one of the places: in a town, a region or a postal code of that name; in every one if there are none.
create function estate.lies_in(p_places text[], p_city text, p_state text, p_zip_code text) returns boolean
language sql immutable parallel safe as $$
    select case when cardinality(p_places) = 0 then true
                else coalesce(app.fold(p_city) = any (p_places), false) or coalesce(app.fold(p_zip_code) = any (p_places), false)
                     or coalesce(app.fold(p_state) = any (p_places), false) end
$$;
grant execute on function estate.match(public.buyer_requests, public.properties), estate.match_word(numeric),
    estate.lies_in(text[], text, text, text) to stagefy_definer;

set role stagefy_definer;

-- Contract: the p_most active properties that suit p_request best, or the p_most active requests that suit p_property best, the best
-- first; exactly one of the two is given. Nothing of a record that the caller may not read. Place, price (in its currency) and kind
-- are always met: a property without a price suits a request without a budget alone.
create function estate.matches(p_request uuid, p_property uuid, p_most int)
returns table (request_id uuid, property_id uuid, contact_id uuid, score int, reasons jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    asked public.buyer_requests;
    offered public.properties;
begin
    if p_request is not null then
        select r.* into asked from public.buyer_requests r
        where r.agency_id = app.agency_id() and r.id = p_request and r.deleted_at is null and (app.reads_all() or r.owner_id = app.user_id());
        return query
        select asked.id, p.id, asked.contact_id, m.score, m.reasons
        from public.properties p cross join lateral estate.match(asked, p) m
        where p.agency_id = asked.agency_id and p.transaction = asked.transaction and p.currency = asked.currency
          and p.status = 'active' and p.deleted_at is null and (app.reads_all() or p.owner_id = app.user_id())
          and coalesce(p.price, 'infinity') between coalesce(asked.budget_min, 0) and coalesce(asked.budget_max, 'infinity')
          and (p.price is not null or asked.budget_min is null)
          and (cardinality(asked.property_types) = 0 or p.property_type = any (asked.property_types))
          and estate.lies_in(asked.place_words, p.city, p.state, p.zip_code)
        order by m.score desc, p.created_at desc, p.id desc limit p_most;
    else
        select p.* into offered from public.properties p
        where p.agency_id = app.agency_id() and p.id = p_property and p.deleted_at is null and (app.reads_all() or p.owner_id = app.user_id());
        return query
        select r.id, offered.id, r.contact_id, m.score, m.reasons
        from public.buyer_requests r cross join lateral estate.match(r, offered) m
        where r.agency_id = offered.agency_id and r.transaction = offered.transaction and r.currency = offered.currency
          and r.active and r.deleted_at is null and (app.reads_all() or r.owner_id = app.user_id())
          and coalesce(r.budget_max, 'infinity') >= coalesce(offered.price, 'infinity') and coalesce(r.budget_min, 0) <= coalesce(offered.price, 0)
          and (offered.price is not null or r.budget_min is null)
          and (cardinality(r.property_types) = 0 or offered.property_type = any (r.property_types))
          and estate.lies_in(r.place_words, offered.city, offered.state, offered.zip_code)
        order by m.score desc, r.created_at desc, r.id desc limit p_most;
    end if;
end
$$;
grant execute on function estate.matches(uuid, uuid, int) to stagefy_api;

reset role;

commit;

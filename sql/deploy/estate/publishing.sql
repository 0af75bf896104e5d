-- SPDX-License-Identifier: Apache-2.0
-- The way of a listing: from which status to which, and what must be there before it is shown to buyers.
begin;

-- The same edges as src/estate/listing_edges.def; tests/api/publishing.test.js compares them.
create function estate.status_edges() returns table (source text, target text)
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
    return query values
        ('draft', 'active'), ('active', 'draft'), ('active', 'pending'), ('active', 'sold'), ('active', 'off_market'),
        ('pending', 'active'), ('pending', 'sold'), ('pending', 'off_market'), ('sold', 'active'), ('sold', 'pending'),
        ('sold', 'off_market'), ('off_market', 'active'), ('off_market', 'pending'), ('off_market', 'sold');
end
$$;
grant execute on function estate.status_edges() to stagefy_definer;

-- Contract: whether an advertisement there must tell the energy class: the European Union (directive 2010/31/EU, article 12)
-- and the United Kingdom. Of what is neither heated nor cooled it is never asked.
create function estate.energy_class_needed(p_country text, p_type text) returns boolean
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(p_type in ('house', 'apartment', 'commercial', 'office')
                    and p_country in ('AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GB', 'GR', 'HR', 'HU', 'IE', 'IT',
                                      'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'), false);
end
$$;
grant execute on function estate.energy_class_needed(text, text) to stagefy_definer;

set role stagefy_definer;

-- Contract: whether p_property has a photo that can be shown; whoever took it.
create function media.has_photo(p_agency uuid, p_property uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return exists (select from public.media_items m
                   where m.agency_id = p_agency and m.property_id = p_property and m.type = 'image' and media.counts(m));
end
$$;

-- Contract: what p_property lacks before it can be published: the field it is about, and what is wrong with it. Type and
-- transaction are needed too, and always there. Exempt buildings say so by the class 'exempt'.
create function estate.missing_to_publish(p_property public.properties) returns table (field text, code text, detail text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    country text := coalesce(p_property.country, (select a.country from public.agencies a where a.id = p_property.agency_id));
begin
    return query
    select n.field, n.code, n.detail
    from (values ('address', btrim(p_property.address) = '', 'required', 'is required'),
                 ('price', coalesce(p_property.price, 0) = 0, 'required', 'is required'),
                 ('energy_class', p_property.energy_class is null and estate.energy_class_needed(country, p_property.property_type),
                  'required', 'is required in advertisements there'),
                 ('cover_media_id', not media.has_photo(p_property.agency_id, p_property.id), 'no_photo', 'needs a photo that is ready'))
         n (field, missing, code, detail)
    where n.missing;
end
$$;

-- Contract: the same of the caller's property p_id; nothing of one that they may not read.
create function estate.publishing(p_id uuid) returns table (field text, code text, detail text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select m.field, m.code, m.detail
    from public.properties p cross join lateral estate.missing_to_publish(p) m
    where p.agency_id = app.agency_id() and p.id = p_id and p.deleted_at is null and (app.reads_all() or p.owner_id = app.user_id());
end
$$;

-- Only the step from draft to active asks for what publishing needs. A row that is made active (an import of what is on the
-- market already) cannot have a photo yet, and what was published once may come back as it was.
create function estate.follow_path() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    missing jsonb;
begin
    if not exists (select from estate.status_edges() e where e.source = old.status and e.target = new.status) then
        perform app.fail('SF409', format('cannot become %s from %s', new.status, old.status), jsonb_build_object(
            'pointer', '/status', 'code', 'not_reachable', 'params', jsonb_build_object('from', old.status, 'to', new.status,
            'ways', (select jsonb_agg(e.target) from estate.status_edges() e where e.source = old.status))));
    end if;
    if old.status = 'draft' and new.status = 'active' then
        select jsonb_agg(jsonb_build_object('pointer', '/' || m.field, 'code', m.code, 'detail', m.detail)) into missing
        from estate.missing_to_publish(new) m;
        if missing is not null then
            perform app.fail('SF422', 'something is missing that publishing needs', jsonb_build_object('errors', missing));
        end if;
    end if;
    return new;
end
$$;
grant execute on function estate.follow_path() to stagefy_owner;
grant execute on function estate.publishing(uuid) to stagefy_api;

reset role;

alter domain public.energy_class drop constraint energy_class_check;
alter domain public.energy_class add constraint energy_class_check
    check (value in ('A+', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'exempt'));

-- behind complete, in front of touch
create trigger path before update of status on public.properties
    for each row when (old.status is distinct from new.status) execute function estate.follow_path();

commit;

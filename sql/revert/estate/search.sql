-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function estate.search(text, int), estate.spelt_like(uuid, text, boolean, uuid), estate.property_names(text, jsonb, text, text),
    estate.contact_names(text, text, text);
reset role;
drop index public.deals_search;
drop function internal.likeness(text, text);
do $$
begin
    if exists (select from pg_extension where extname = 'pg_trgm' and extnamespace = 'internal'::regnamespace) then
        drop extension pg_trgm;
    end if;
end
$$;
commit;

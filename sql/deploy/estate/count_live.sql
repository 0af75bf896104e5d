-- SPDX-License-Identifier: Apache-2.0
-- How long a list is that nothing is filtered from. The policies ask of each row what is the same for all; who may read all rows is told
-- by an index alone.
begin;

set role stagefy_definer;

-- Contract: how many rows of p_table (contacts or properties) the caller's agency has that are not deleted; NULL where the caller may not
-- read all of them, or of another table.
create function estate.count_live(p_table text) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    agency uuid := app.agency_id();
begin
    if not app.reads_all() then
        return null;
    elsif p_table = 'contacts' then
        return (select count(*) from public.contacts c where c.agency_id = agency and c.deleted_at is null);
    elsif p_table = 'properties' then
        return (select count(*) from public.properties p where p.agency_id = agency and p.deleted_at is null);
    end if;
    return null;
end
$$;
grant execute on function estate.count_live(text) to stagefy_api;

reset role;

commit;

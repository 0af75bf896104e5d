-- SPDX-License-Identifier: Apache-2.0
-- The names and columns of the Stagefy schema, for readers that know it. security_invoker: the tables' policies hold.
begin;

create view public.crm_contacts with (security_invoker = true) as
    select id, agency_id, owner_id as user_id, name, email, phone, type, status, notes, tags, last_contacted_at, created_at,
           updated_at
    from public.contacts where deleted_at is null;
comment on view public.crm_contacts is 'contacts that are not deleted';

create view public.crm_listings with (security_invoker = true) as
    select id, agency_id, owner_id as user_id, contact_id, address, city, state, zip_code, price, bedrooms, bathrooms, sqft,
           status, notes, created_at, updated_at
    from public.properties where deleted_at is null;
comment on view public.crm_listings is 'properties that are not deleted';

do $$
declare
    stranger text;
begin
    for stranger in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on public.crm_contacts, public.crm_listings from %I', stranger);
    end loop;
end
$$;
grant select on public.crm_contacts, public.crm_listings to stagefy_api, stagefy_jobs, stagefy_read;

commit;

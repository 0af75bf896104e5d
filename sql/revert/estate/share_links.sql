-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop table internal.share_views;
drop function estate.make_share_link(uuid, bytea, uuid[], text, text, boolean, timestamptz), estate.open_share(bytea, inet, text),
    estate.shared_properties(bytea), estate.shared_photos(bytea),
    estate.enquire_share(bytea, uuid, uuid, text, text, text, text, text, boolean), estate.property_share_links(uuid),
    internal.live_share(bytea);

-- Contract: for definer functions: a lead of p_agency, entered by p_owner, with its contact and whoever it goes to, all in this
-- transaction. p_lead is one row of public.leads as far as a client knows it, its id included. Takes turns with the other leads
-- of the agency, for what would otherwise be made twice: the lead of an external_ref, the contact of an address. Answers the id:
-- of the lead that has that external_ref, where there is one. Raises SF409 /external_ref when that one is deleted.
create or replace function internal.take_lead(p_agency uuid, p_owner uuid, p_lead public.leads, p_phone_raw text) returns uuid
language plpgsql volatile as $$
declare
    known public.leads;
    home public.properties;
    person record;
    way record;
begin
    perform pg_advisory_xact_lock(hashtextextended('leads of ' || p_agency, 0));
    select l.* into known from public.leads l where l.agency_id = p_agency and l.external_ref = p_lead.external_ref;
    if known.deleted_at is not null then
        perform app.fail('SF409', 'a lead with this external_ref was deleted',
                         '{"errors": [{"pointer": "/external_ref", "code": "not_unique", "params": {}, "detail": "is already taken"}]}');
    elsif known.id is not null then
        return known.id;
    end if;
    select p.* into home from public.properties p where p.agency_id = p_agency and p.id = p_lead.property_id;
    person := internal.lead_contact(p_agency, p_owner, p_lead.name, p_lead.email, p_lead.phone, p_phone_raw);
    way := internal.route_lead(p_agency, p_lead.source, coalesce(home.transaction, p_lead.wanted_transaction),
                               coalesce(home.city, p_lead.wanted_area), coalesce(home.zip_code, p_lead.wanted_area),
                               coalesce(home.price, p_lead.wanted_price));
    insert into public.leads (id, agency_id, owner_id, external_ref, name, email, phone, message, source, contact_id, made_contact,
                              property_id, wanted_transaction, wanted_area, wanted_price, rule_id, status, assignee_id, claim_by)
    values (p_lead.id, p_agency, coalesce(way.assignee, p_owner), p_lead.external_ref, p_lead.name, p_lead.email, p_lead.phone,
            p_lead.message, p_lead.source, person.id, person.made, p_lead.property_id, p_lead.wanted_transaction, p_lead.wanted_area,
            p_lead.wanted_price, way.rule, case when way.assignee is null then 'new' else 'offered' end, way.assignee,
            app.now() + make_interval(mins => way.minutes));
    return p_lead.id;
end
$$;
reset role;
alter table public.leads drop column share_link_id, drop column wants_visit;
drop table public.share_links;
commit;

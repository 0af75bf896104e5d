-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
-- As before, with what is subscribed to.
create or replace function internal.clerk_take(p_issuer text, p_type text, p_data jsonb, p_told timestamptz) returns internal.clerk_outcome
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    family text := split_part(p_type, '.', 1);
    deleted boolean := split_part(p_type, '.', 2) = 'deleted';
begin
    if family not in ('user', 'organization', 'organizationMembership', 'organizationInvitation', 'subscription', 'subscriptionItem')
       or p_type = 'subscriptionItem.freeTrialEnding' then
        return internal.clerk_ignored('events of this type mean nothing here');
    elsif jsonb_typeof(p_data -> 'id') is distinct from 'string' then
        return row('refused', 'its data has no id', null, null)::internal.clerk_outcome;
    end if;
    return case family
        when 'user' then internal.clerk_take_user(p_issuer, deleted, p_data, p_told)
        when 'organization' then internal.clerk_take_organization(p_issuer, deleted, p_data, p_told)
        when 'organizationMembership' then internal.clerk_take_member(p_issuer, deleted, p_data, p_told)
        when 'organizationInvitation' then internal.clerk_take_invitation(p_issuer, p_data, p_told)
        else internal.clerk_take_subscription(p_issuer, p_type, p_data, p_told) end;
end
$$;
drop function internal.clerk_take_attempt(text, jsonb, timestamptz);
delete from internal.clerk_objects o where o.kind = 'payment';
reset role;
alter table internal.clerk_objects drop constraint clerk_objects_kind_check;
alter table internal.clerk_objects add constraint clerk_objects_kind_check check (kind in ('user', 'organization', 'membership', 'invitation', 'item'));
commit;

-- SPDX-License-Identifier: Apache-2.0
-- One event of Clerk.
begin;

set role stagefy_definer;

-- Contract: what p_type with p_data comes to, told at p_told. A further family of events is a further line.
create function internal.clerk_take(p_issuer text, p_type text, p_data jsonb, p_told timestamptz) returns internal.clerk_outcome
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    family text := split_part(p_type, '.', 1);
    deleted boolean := split_part(p_type, '.', 2) = 'deleted';
begin
    if family not in ('user', 'organization', 'organizationMembership', 'organizationInvitation', 'subscription', 'subscriptionItem', 'paymentAttempt')
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
        when 'paymentAttempt' then internal.clerk_take_attempt(p_issuer, p_data, p_told)
        else internal.clerk_take_subscription(p_issuer, p_type, p_data, p_told) end;
end
$$;

-- Contract: for stagefy_jobs: applies the event p_id, or says why not; nothing when it has been. One event at a time. What can never be
-- applied, whatever comes, is refused with the reason; so is what the agency's plan has no room for: an admin makes room, then has it
-- applied once more. Any other fault is raised, and the job comes again.
create function inbox.apply_clerk(p_id uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    event record;
    body jsonb;
    came internal.clerk_outcome;
begin
    perform pg_advisory_xact_lock(hashtextextended('inbox.apply_clerk', 0));
    select * into event from inbox.event(p_id);
    if not found then
        return;
    end if;
    begin
        body := convert_from(event.body, 'UTF8')::jsonb;
        came := internal.clerk_take(event.checks ->> 'issuer', event.type, body -> 'data',
                                    coalesce(internal.clerk_time(body -> 'timestamp'), event.received_at));
    exception when data_exception or integrity_constraint_violation then
        came := row('refused', 'its data cannot be taken: ' || sqlerrm, null, null);
    when sqlstate 'SF495' then
        came := row('refused', sqlerrm, null, null);
    end;
    perform inbox.settle(p_id, came.state, came.note, came.agency_id, came.waits_for);
end
$$;
grant execute on function inbox.apply_clerk(uuid) to stagefy_jobs;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What people are told of today, by triggers on the rows it happens to: in the transaction in which it happens, whatever
-- function it happens by.
begin;

set role stagefy_definer;

-- A job that has failed for good: whoever asked for it, and whoever asked to be told of its end (work.tell). One that has
-- completed: the latter. Failures of one kind of job are one notification.
create function internal.tell_job_end() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform notify.tell(new.agency_id, w.user_id, case new.status when 'failed' then 'job_failed' else 'job_completed' end,
                        jsonb_build_object('job', new.kind), 'jobs', new.id,
                        case new.status when 'failed' then new.kind end, null)
    from (select new.enqueued_by as user_id where new.status = 'failed'
          union
          select t.user_id::uuid from jsonb_array_elements_text(new.payload -> 'tell') t (user_id)
          order by user_id) w;
    return null;
end
$$;
create trigger tell after insert on internal.jobs_ended
    for each row when (new.agency_id is not null
                       and (new.status = 'failed' and (new.enqueued_by is not null or new.payload ? 'tell')
                            or new.status = 'completed' and new.payload ? 'tell'))
    execute function internal.tell_job_end();

-- Contract: the caller is told when p_job has ended; nothing more happens when it has already. Raises SF404 as work.cancel
-- does. Who enqueues a job may write the same into its payload: {"tell": [user id, …]}.
create function work.tell(p_job uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    job internal.jobs := internal.check_job(p_job);
begin
    update internal.jobs_live j
    set payload = jsonb_set(j.payload, '{tell}', coalesce(j.payload -> 'tell', '[]') || to_jsonb(app.user_id()))
    where j.id = job.id and not coalesce(j.payload -> 'tell' ? app.user_id()::text, false);
end
$$;
grant execute on function work.tell(uuid) to stagefy_api;

-- An endpoint that was switched off by itself: admins and owners.
create function internal.tell_endpoint_disabled() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform notify.tell_managers(new.agency_id, 'webhook_disabled', jsonb_build_object('url', new.url, 'reason', new.disabled_reason),
                                 'webhook_endpoints', new.id, null);
    return null;
end
$$;
grant execute on function internal.tell_endpoint_disabled() to stagefy_owner;

-- An invitation that was accepted: whoever wrote it. The newcomer is a member when this runs.
create function internal.tell_invitation_accepted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform notify.tell(new.agency_id, new.owner_id, 'invitation_accepted',
                        jsonb_build_object('email', new.email, 'role', new.role), 'invitations', new.id);
    return null;
end
$$;
grant execute on function internal.tell_invitation_accepted() to stagefy_owner;

-- Somebody else made a member something else: the member.
create function internal.tell_role_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform notify.tell(new.agency_id, new.user_id, 'role_changed', jsonb_build_object('role', new.role), 'memberships', new.id);
    return null;
end
$$;
grant execute on function internal.tell_role_changed() to stagefy_owner;

reset role;

create trigger tell after update of enabled on public.webhook_endpoints
    for each row when (old.enabled and not new.enabled and new.disabled_reason is not null)
    execute function internal.tell_endpoint_disabled();
create trigger tell after update of accepted_at on public.invitations
    for each row when (old.accepted_at is null and new.accepted_at is not null)
    execute function internal.tell_invitation_accepted();
create trigger tell after update of role on public.memberships
    for each row when (new.role <> old.role and old.left_at is null and new.left_at is null)
    execute function internal.tell_role_changed();

commit;

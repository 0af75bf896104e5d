-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger tell on public.memberships;
drop trigger tell on public.invitations;
drop trigger tell on public.webhook_endpoints;
set role stagefy_definer;
drop function internal.tell_role_changed();
drop function internal.tell_invitation_accepted();
drop function internal.tell_endpoint_disabled();
drop function work.tell(uuid);
drop trigger tell on internal.jobs_ended;
drop function internal.tell_job_end();
reset role;
commit;

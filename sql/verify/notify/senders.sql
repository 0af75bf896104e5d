-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*) = 3)::int from pg_trigger
where tgname = 'tell' and tgrelid in ('public.webhook_endpoints'::regclass, 'public.invitations'::regclass, 'public.memberships'::regclass);
select 1 / (has_function_privilege('stagefy_api', 'work.tell(uuid)', 'execute'))::int;

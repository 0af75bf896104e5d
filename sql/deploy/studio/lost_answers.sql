-- SPDX-License-Identifier: Apache-2.0
-- Of a step whose answer was lost, what its service calls it is looked for among all of that service.
begin;

-- asked without an agency, by studio.wake alone: whether what a webhook names is another step's
create index ai_jobs_ref on public.ai_jobs (service, provider_ref) where provider_ref is not null;

commit;

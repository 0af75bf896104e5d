-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.ai_jobs, public.projects, public.templates;
drop function studio.check_put_away(), studio.check_template();
set role stagefy_definer;
drop function studio.follow_owner();
reset role;
drop domain public.template_type;
drop domain public.ai_error;
drop domain public.ai_job_status;
drop domain public.project_status;
drop domain public.project_type;
commit;

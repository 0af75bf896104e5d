-- SPDX-License-Identifier: Apache-2.0
select 1 / (to_regclass('public.ai_jobs_ref') is not null)::int;

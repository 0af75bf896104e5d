-- SPDX-License-Identifier: Apache-2.0
begin;
drop index public.ai_jobs_ref;
commit;

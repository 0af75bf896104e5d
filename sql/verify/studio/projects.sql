-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, name, type, prompt_template, variables, recipe, settings, credits_used, usage_count, is_public from public.templates where false;
select id, batch_id, status, media_ids, recipe, variants, price, credit_cost, result_asset_ids, job_id from public.projects where false;
select id, project_id, variant, step, service, status, provider_ref, result_key, hold_id, api_cost, latency_ms from public.ai_jobs where false;
select 1 / (not has_column_privilege('stagefy_api', 'public.ai_jobs', 'result_key', 'select')
            and not has_any_column_privilege('stagefy_api', 'public.ai_jobs', 'update'))::int;

-- SPDX-License-Identifier: Apache-2.0
select id, name, position, input, providers, cost_key, alteration, alters, options, prompt, negative_prompt, enabled from public.studio_tools where false;
select id, provider, model, tools, rank, settings, api_cost, timeout_s, retired_at, enabled from public.studio_models where false;
select 1 / (has_table_privilege('stagefy_api', 'public.studio_tools', 'select')
            and not has_any_column_privilege('stagefy_api', 'public.studio_tools', 'update'))::int;

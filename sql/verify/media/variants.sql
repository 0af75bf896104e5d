-- SPDX-License-Identifier: Apache-2.0
select variants, placeholder, rejection from public.media_items where false;
select 1 / has_function_privilege('stagefy_jobs', 'media.derived(uuid, int, text, int, int)', 'execute')::int;
select 1 / has_function_privilege('stagefy_jobs', 'media.reject(uuid, text)', 'execute')::int;

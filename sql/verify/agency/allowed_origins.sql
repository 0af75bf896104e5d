-- SPDX-License-Identifier: Apache-2.0
select allowed_origins from public.agencies where false;
select allowed_origins from public.api_keys where false;
select has_function_privilege('stagefy_api', 'app.admit_origin(text, text, boolean)', 'execute');
select 1 / pronargdefaults from pg_proc where proname = 'make_api_key';

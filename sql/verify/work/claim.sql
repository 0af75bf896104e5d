-- SPDX-License-Identifier: Apache-2.0
select kind, max_attempts, at_once, per_minute, burst, tokens, filled_at, seen_at from internal.job_kinds where false;
select 1 / has_function_privilege('stagefy_jobs', 'work.claim(text, text[], int, int)', 'execute')::int;

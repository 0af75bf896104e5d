-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'media.lock_uploads(text[])', 'execute')::int;

-- SPDX-License-Identifier: Apache-2.0
select original_id, replaced_by, alterations, is_altered, provenance from public.media_items where false;
select 1 / has_function_privilege('stagefy_api', 'studio.label(text[], text)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'estate.shared_photos(bytea, text)', 'execute')::int;

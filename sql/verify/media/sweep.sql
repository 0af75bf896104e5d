-- SPDX-License-Identifier: Apache-2.0
select missing_since from public.media_items where false;
select agency_id, store, storage_key, found_at from internal.stray_files where false;
select 1 / has_function_privilege('stagefy_jobs', 'media.sweep_note(uuid, text, uuid[], uuid[], uuid[], text[], int)', 'execute')::int;

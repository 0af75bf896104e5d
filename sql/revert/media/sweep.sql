-- SPDX-License-Identifier: Apache-2.0
begin;
drop function media.sweep_agencies(text), media.sweep_items(uuid, text, uuid, int), media.sweep_forget(uuid, text, text[]),
    media.sweep_note(uuid, text, uuid[], uuid[], uuid[], text[], int), media.stem(text), media.store_of(text);
drop table internal.stray_files;
create or replace trigger touch before update on public.media_items
    for each row execute function app.touch_row('type', 'storage_key', 'provider', 'content_type', 'size', 'sha256', 'width',
                                                'height', 'position', 'credits_used', 'status', 'deleted_at', 'variants',
                                                'placeholder', 'rejection');
alter table public.media_items drop column missing_since;
commit;

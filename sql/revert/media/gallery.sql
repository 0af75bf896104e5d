-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger follow on public.properties;
drop trigger cover_at_first on public.properties;
drop trigger cover on public.properties;
drop trigger gallery on public.media_items;
drop trigger move on public.media_items;
drop function media.reorder(uuid, uuid[]);
drop function media.move_item();
drop function media.next_position(uuid, uuid);
drop function media.target_owner(uuid, uuid);
drop function media.follow_owner();
drop function media.check_cover();
drop function media.keep_gallery();
drop function media.leave_gallery(public.media_items);
drop function media.enter_gallery(public.media_items);
drop function media.counts(public.media_items);
commit;

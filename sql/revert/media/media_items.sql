-- SPDX-License-Identifier: Apache-2.0
begin;
drop index public.agencies_logo;
alter table public.agencies drop constraint agencies_logo_media_id_fkey;
alter table public.properties drop constraint properties_cover_media_id_fkey;
drop table public.media_items;
drop domain public.storage_provider;
drop domain public.media_review;
drop domain public.media_status;
drop domain public.media_type;
commit;

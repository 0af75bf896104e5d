-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop table internal.share_views;
drop function estate.make_share_link(uuid, bytea, uuid[], text, text, boolean, timestamptz), estate.open_share(bytea, inet, text),
    estate.shared_properties(bytea), estate.shared_photos(bytea),
    estate.enquire_share(bytea, uuid, uuid, text, text, text, text, text, boolean), estate.property_share_links(uuid),
    internal.live_share(bytea);
reset role;
alter table public.leads drop constraint leads_share_link_id_fkey;
drop table public.share_links;
commit;

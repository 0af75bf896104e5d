-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.search_media_items(uuid, text, text[], jsonb);
drop function app.search_contacts(uuid, text, text[], jsonb);
drop function app.search_properties(uuid, text, text[], jsonb);
drop function internal.search(regclass, uuid, text, text, text, text[], text[], jsonb);
drop index public.media_items_search;
drop index public.contacts_search;
drop index public.properties_search;
drop function media.item_document(uuid, text, text, text, text);
drop function estate.contact_document(uuid, text, text, text, text, text);
drop function estate.property_document(uuid, jsonb, jsonb, text, text, text, text, text, text);
commit;

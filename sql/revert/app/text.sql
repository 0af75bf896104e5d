-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.merge_patch(jsonb, jsonb);
drop function app.all_texts(jsonb);
drop function app.search_query(uuid, text);
drop function app.document(uuid, text);
drop function app.words(text);
drop function app.fold(text);
commit;

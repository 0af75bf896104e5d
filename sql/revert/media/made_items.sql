-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function media.settle_item(uuid, jsonb), media.make_item(jsonb), media.file_known(uuid);
drop table internal.media_origins;
reset role;
commit;

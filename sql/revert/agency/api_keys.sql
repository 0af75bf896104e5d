-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function agency.revoke_api_key(uuid);
drop function agency.make_api_key(uuid, text, text, text, text, bytea, text[], cidr[], timestamptz);
reset role;
drop table public.api_keys;
drop domain public.api_key_mode;
commit;

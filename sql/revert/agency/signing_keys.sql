-- SPDX-License-Identifier: Apache-2.0
begin;
drop function agency.add_signing_key(text, jsonb, text, interval);
drop function agency.signing_keys();
drop table internal.signing_keys;
commit;

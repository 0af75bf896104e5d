-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.message_templates;
drop function correspondence.check_template();
drop function correspondence.fill(text, jsonb);
drop function correspondence.variables(uuid, uuid, uuid, uuid, uuid, uuid);
commit;

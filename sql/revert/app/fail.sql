-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.fail(text, text, jsonb);
commit;

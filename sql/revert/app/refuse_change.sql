-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.refuse_change(text, text, uuid, uuid, boolean, int);
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.add_items(text, text[], text[], int);
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.idem_read(text, text, text);
drop function app.idem_store(text, text, text, int, jsonb, bytea);
drop function app.idem_claim(text, text, text, bytea);
drop function internal.receipt_agency();
drop table internal.receipts;
commit;

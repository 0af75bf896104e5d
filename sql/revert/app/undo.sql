-- SPDX-License-Identifier: Apache-2.0
begin;

drop function app.undo_step(uuid, int);
drop function app.undo_record(uuid, text, uuid);
drop function app.undo_note(uuid, uuid, int, jsonb);
drop function app.undo_place(uuid);
drop function app.undo_of(uuid);
drop function app.ask_undo(uuid, text[]);
drop table internal.undos;

commit;

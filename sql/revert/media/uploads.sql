-- SPDX-License-Identifier: Apache-2.0
begin;
drop function media.forget_uploads(text[]);
drop function media.expired_uploads(int);
drop function media.commit_upload(text, text, text, bigint, text, int, int, text, text, text[], timestamptz);
drop function media.pending(text[]);
drop function media.presign_upload(jsonb, uuid, uuid, uuid, text, int);
drop table internal.uploads;
commit;

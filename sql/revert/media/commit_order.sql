-- SPDX-License-Identifier: Apache-2.0
begin;
drop function media.lock_uploads(text[]);
commit;

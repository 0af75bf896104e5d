-- SPDX-License-Identifier: Apache-2.0
begin;
drop function work.release(text);
drop function work.settle(jsonb);
drop function work.complete(uuid, uuid, jsonb);
drop function work.progress(uuid, uuid, int, text);
drop function work.beat(jsonb, int);
drop function app.enter_platform(text);
drop function app.enter_job(uuid, uuid);
drop function internal.check_fence(uuid, uuid);
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop function work.enqueue_for(uuid, text, jsonb, text, timestamptz, int);
drop function work.enqueue_platform(text, jsonb, text, timestamptz, int);
drop function work.enqueue(text, jsonb, text, timestamptz, int);
drop function internal.add_job(uuid, uuid, text, text, jsonb, text, timestamptz, int);
commit;

-- SPDX-License-Identifier: Apache-2.0
-- Clock and ids.
begin;

-- The time that all business SQL asks for. A test sets app.now; no worker statement ever does.
create function app.now() returns timestamptz
language sql stable parallel safe as $$
    select coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now())
$$;

-- UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 12 bits of the sub-millisecond fraction (section 6.2
-- method 3), so that rows of one statement sort as they were made; 62 random bits. Real time, not app.now(): ids must
-- stay unique when a test turns the clock back. plpgsql, since an SQL function that cannot be inlined is parsed and planned
-- anew by every statement.
create function app.uuid7() returns uuid
language plpgsql volatile parallel safe as $$
declare
    us bigint := extract(epoch from clock_timestamp()) * 1000000;
begin
    return encode(overlay(uuid_send(gen_random_uuid())
                          placing int8send((us / 1000) << 16 | 28672 | (us % 1000) * 4096 / 1000) from 1 for 8), 'hex');
end
$$;

grant execute on function app.now(), app.uuid7() to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read;

commit;

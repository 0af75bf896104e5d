-- SPDX-License-Identifier: Apache-2.0
-- What nobody needs any more.
begin;

set role stagefy_definer;

-- Contract: for the operator's command and stagefy_jobs, daily or more often; safe to run twice. Deletes receipts after 24
-- hours, sessions 30 days after their end, forgotten attempts, keys a month after they retired, uploads a month after
-- their commit (never committed ones: media.expired_uploads); makes the partitions of the next three months. Answers how many of each, as a JSON object.
create function agency.tidy() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    receipts bigint;
    sessions bigint;
    throttles bigint;
    keys bigint;
    uploads bigint;
begin
    delete from internal.receipts r where r.created_at < app.now() - interval '24 hours';
    get diagnostics receipts = row_count;
    delete from internal.sessions s where least(s.ended_at, s.expires_at) < app.now() - interval '30 days';
    get diagnostics sessions = row_count;
    delete from internal.throttles t where t.last_at < app.now() - interval '1 day';
    get diagnostics throttles = row_count;
    delete from internal.signing_keys k where k.retired_at < app.now() - interval '30 days';
    get diagnostics keys = row_count;
    delete from internal.uploads u where u.media_id is not null and u.created_at < app.now() - interval '30 days';
    get diagnostics uploads = row_count;
    return jsonb_build_object('receipts', receipts, 'sessions', sessions, 'throttles', throttles, 'signing_keys', keys,
                              'uploads', uploads, 'partitions', internal.make_change_partitions(3));
end
$$;

grant execute on function agency.tidy() to stagefy_jobs, stagefy_owner;

reset role;

commit;

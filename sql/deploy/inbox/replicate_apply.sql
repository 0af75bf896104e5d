-- SPDX-License-Identifier: Apache-2.0
-- One event of Replicate.
begin;

set role stagefy_definer;

-- Contract: for stagefy_jobs: applies the event p_id, or says why not; nothing when it has been. All that it does is that the step of the
-- studio that its address names is looked after at once. The signature does not cover the address, so the event has to name that step
-- too (Replicate repeats the input, with the address of the picture), and its prediction must be the one that the step knows, if it knows one.
create function inbox.apply_replicate(p_id uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    event record;
    text text;
    came text;
begin
    select * into event from inbox.event(p_id);
    if not found then
        return;
    end if;
    text := convert_from(event.body, 'UTF8');
    came := case when position(event.checks ->> 'ai_job' in text) = 0 then 'unnamed'
                 else studio.wake((event.checks ->> 'ai_job')::uuid, text::jsonb ->> 'id') end;
    perform case came
        when 'woken' then inbox.settle(p_id, 'applied')
        when 'ended' then inbox.settle(p_id, 'ignored', 'nobody waits for it any more')
        when 'unknown' then inbox.settle(p_id, 'refused', 'there is no such step')
        when 'unnamed' then inbox.settle(p_id, 'refused', 'it does not name the step of its address')
        else inbox.settle(p_id, 'refused', 'it is about another prediction than the step''s') end;
end
$$;
grant execute on function inbox.apply_replicate(uuid) to stagefy_jobs;

reset role;

commit;

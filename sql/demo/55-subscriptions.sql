-- SPDX-License-Identifier: Apache-2.0
-- Both agencies have the plan Pro, by the month and by the year. Nobody is paid for it here, so it renews itself. Since then their
-- people have had texts written, and photos and videos made: day by day, as the ledger would have it.
set role stagefy_definer;

do $$
declare
    day int;
    n int;
    person int;
    work text;
begin
    for day in reverse 40 .. 0 loop
        perform set_config('app.now', (now() - make_interval(days => day))::text, false);
        if day = 40 then
            perform billing.start_subscription(internal.demo_id('a', v.n), p.id, v.every, 'none', null, app.now(), null, null, null,
                                               '{"reference": "demo"}')
            from (values (1, 'monthly'), (2, 'yearly')) v (n, every), public.plans p where p.key = 'pro';
        end if;
        perform billing.grant_due(20);
        -- weekends are quiet
        continue when extract(isodow from app.now()) > 5;
        for n in 1 .. 1 + day * 7 % 4 loop
            person := 1 + (day + n) % 4 + 5 * (n % 2);
            work := (array['AI_IMAGE_GENERATION', 'AI_TEXT_CHAT', 'AI_IMAGE_GENERATION', 'AI_VIDEO_GENERATION'])[1 + (day + n * n) % 4];
            continue when person = 9; -- a viewer
            perform app.set_context(internal.demo_id('a', 1 + person / 6), internal.demo_id('u', person), 'agent', 'all', null, null),
                    billing.spend(work, case work when 'AI_IMAGE_GENERATION' then 1 + n % 3 else 1 end, format('demo %s %s', day, n), '{}');
        end loop;
    end loop;
    perform app.set_context(null, null, null, null, null, null), set_config('app.now', '', false);
end
$$;

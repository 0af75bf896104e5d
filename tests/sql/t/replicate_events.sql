-- SPDX-License-Identifier: Apache-2.0
-- Replicate's events: the step that an event is about is looked after at once, and nothing else of what is told counts.
begin;
set local search_path = public, t;
select start(17);
select t.world();

select t.come('alphaagent', 'alpha');
select studio.begin(array[t.id('run')], jsonb_build_object('type', 'photo_edit', 'batch_id', t.id('batch'), 'media_ids', jsonb_build_array(t.id('ialphaagent')), 'variants', 2,
    'recipe', '[{"tool": "renovate", "provider": "replicate", "model": "n", "options": {"what": "oak"}, "prompt": "q"}]'::jsonb));
reset role;

create function pg_temp.step(p_variant int) returns uuid language sql as $$ select id from public.ai_jobs where project_id = t.id('run') and variant = p_variant $$;
create function pg_temp.body(p_step uuid, p_ref text) returns text language sql as $$
    select jsonb_build_object('id', p_ref, 'status', 'succeeded', 'output', 'https://elsewhere.example/x.png', 'input', jsonb_build_object('input_image', 'https://files.example/' || p_step || '-x.jpg'))::text $$;
-- tells one, to the address of p_step, and answers what became of it
create function pg_temp.tell(p_name text, p_step uuid, p_body text) returns text language plpgsql as $$
begin
    perform inbox.take(t.id(p_name), 'replicate', 'msg_' || p_name, 'prediction.succeeded', '{}', convert_to(p_body, 'UTF8'), jsonb_build_object('signature', 'good', 'ai_job', p_step));
    set local role stagefy_jobs;
    perform inbox.apply_replicate(t.id(p_name));
    reset role;
    return (select e.state || coalesce(': ' || e.note, '') from internal.webhook_events e where e.id = t.id(p_name));
end
$$;
-- how both steps stand: status, ref, whether they are due
create function pg_temp.stand() returns text language sql as $$
    select string_agg(j.status || ' ' || coalesce(j.provider_ref, '-') || ' ' || (j.next_at <= app.now()), ', ' order by j.variant) from public.ai_jobs j where j.project_id = t.id('run') $$;
create function pg_temp.waits() returns boolean language sql as $$
    select j.run_at > app.now() from internal.jobs_live j where j.id = (select job_id from public.projects where id = t.id('run')) $$;
-- both were sent: of the first the answer came, of the second it did not; the job looks again in a minute
create function pg_temp.later() returns void language plpgsql as $$
begin
    update public.ai_jobs set next_at = app.now() + interval '1 minute' where project_id = t.id('run');
    update internal.jobs_live set run_at = app.now() + interval '1 minute', turn = null where id = (select job_id from public.projects where id = t.id('run'));
end
$$;
grant execute on all functions in schema pg_temp to public;

select app.set_context(t.id('alpha'), t.id('alphaagent'), 'agent', 'all', app.uuid7(), null);
set local role stagefy_jobs;
select studio.submitting(pg_temp.step(1), 'local'), studio.submitting(pg_temp.step(2), 'local'), studio.submitted(pg_temp.step(1), 'r1', null, 60);
reset role;
select pg_temp.later();
select is(pg_temp.stand() || ', ' || pg_temp.waits(), 'submitted r1 false, submitting - false, true', 'nothing is due');

select is(pg_temp.tell('nobodys', t.id('nobody'), pg_temp.body(t.id('nobody'), 'r1')), 'refused: there is no such step', 'a step that there is not');
select is(pg_temp.tell('unnamed', pg_temp.step(1), pg_temp.body(pg_temp.step(2), 'r1')), 'refused: it does not name the step of its address', 'an event that was for another address');
select is(pg_temp.tell('other', pg_temp.step(1), pg_temp.body(pg_temp.step(1), 'r9')), 'refused: it is about another prediction than the step''s', 'another prediction than the one that the step has');
select is(pg_temp.tell('taken', pg_temp.step(2), pg_temp.body(pg_temp.step(2), 'r1')), 'refused: it is about another prediction than the step''s', 'a prediction that another step has');
select is(pg_temp.stand() || ', ' || pg_temp.waits(), 'submitted r1 false, submitting - false, true', '… and none of them changes anything');

select is(pg_temp.tell('right', pg_temp.step(1), pg_temp.body(pg_temp.step(1), 'r1')), 'applied', 'the right one is applied');
select is(pg_temp.stand() || ', ' || pg_temp.waits(), 'submitted r1 true, submitting - false, false', '… the step and its job are due');
select is((select count(*) from public.ai_jobs where project_id = t.id('run') and output_url is not null), 0::bigint, '… and what it says of the output counts for nothing');
select is(inbox.take(t.id('again'), 'replicate', 'msg_right', 'prediction.succeeded', '{}', '{}', '{}'), false, 'the same again is not kept');

select pg_temp.later();
select is(pg_temp.tell('lost', pg_temp.step(2), pg_temp.body(pg_temp.step(2), 'r2')), 'applied', 'of a step whose answer was lost');
select is(pg_temp.stand(), 'submitted r1 false, submitted r2 true', '… it tells the name');
select is(pg_temp.tell('twice', pg_temp.step(2), pg_temp.body(pg_temp.step(2), 'r2')), 'applied', 'once more, by another id: it changes nothing');
select is(pg_temp.stand(), 'submitted r1 false, submitted r2 true', '… of what is known');

select t.come('alphaagent', 'alpha');
select studio.cancel(t.id('run'));
reset role;
select is(pg_temp.tell('late', pg_temp.step(1), pg_temp.body(pg_temp.step(1), 'r1')), 'ignored: nobody waits for it any more', 'one that comes when nobody waits');
select is(t.try($$set local role stagefy_api; select inbox.apply_replicate(t.id('late'))$$), 'denied', 'only job workers apply them');
select is((select count(*) from internal.webhook_events where provider = 'replicate' and state in ('received', 'failed')), 0::bigint, 'none is left');
select * from finish();
rollback;

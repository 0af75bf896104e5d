-- SPDX-License-Identifier: Apache-2.0
-- Mail with one person: writing, texts to write with, what becomes of it, what comes in.
begin;
set local search_path = public, t;
select start(65);
select t.world();
create function pg_temp.operator() returns void language plpgsql as $$ begin execute 'reset role'; execute 'set local role stagefy_definer'; end $$;
-- as stagefy_jobs inside a job of that agency
create function pg_temp.work_for(p_agency uuid) returns void language plpgsql as $$
begin
    execute 'reset role';
    perform app.set_context(p_agency, null, 'admin', 'all', null, null);
    execute 'set local role stagefy_jobs';
end
$$;
create function pg_temp.write(p_id text, p_message jsonb) returns void language sql as $$ select correspondence.write_message(t.id(p_id), p_message, 'reply.example') $$;
grant execute on all functions in schema pg_temp to public;
create function pg_temp.to_contact(p_more jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('contact_id', t.id('calphaagent'), 'subject', 'Hello', 'body', 'Until Saturday.') || p_more
$$;
grant execute on function pg_temp.to_contact(jsonb) to public;

create function pg_temp.refused(p_message jsonb) returns text language plpgsql as $$
declare
    detail jsonb := t.detail(format('select pg_temp.write(%L, %L)', 'mx', p_message));
begin
    return concat_ws(' ', detail ->> 'pointer', detail ->> 'code');
end
$$;
grant execute on function pg_temp.refused(jsonb) to public;

create temp table door (token text, id uuid);
grant all on door to public;

-- filling in
select pg_temp.operator();
select is(array[f.filled, f.missing::text, f.unknown::text], array['1 {{a}} {{n}} { 1{{x}} {{', '{n}', '{x}'], 'names are filled in once; those without a text, or that there are none of, stay')
from correspondence.fill('{{a}} {{ b.c }} {{n}} { {{a}}{{x}} {{', '{"a": "1", "b.c": "{{a}}", "n": null}') f;
select t.come('alphaagent', 'alpha');
select results_eq($$select subject, body, missing, unknown from correspondence.preview_message(jsonb_build_object('contact_id', t.id('calphaagent'), 'property_id', t.id('palphaagent'),
    'subject', 'For {{contact.first_name}}', 'body', '{{property.address}}, {{visit.day}}, {{no.such}}, {{agent.name}}'))$$,
    $$values ('For Contact', '1, rue agent, {{visit.day}}, {{no.such}}, Alpha Agent', '{visit.day}'::text[], '{no.such}'::text[])$$, 'a preview fills in what is known and names the rest');
select is((select variables ->> 'property.price' from correspondence.preview_message(jsonb_build_object('contact_id', t.id('calphaagent'), 'deal_id', t.id('dalphaagent')))), '1' || U&'\202F' || '000 EUR', 'a deal knows its property');
select is((select variables ->> 'visit.day' from correspondence.preview_message(jsonb_build_object('contact_id', t.id('calphaagent'), 'visit_id', t.id('zalphaagent')))) is null, false, 'and a visit its day');

-- texts
select is(t.count('select 1 from message_templates'), 2::bigint, 'whoever belongs to the agency reads its texts, and no other''s private one');
select is(t.try($$update message_templates set name = 'x' where id = t.id('yalphaagent')$$), '1', 'an agent changes its own');
select is(t.try($$update message_templates set name = 'x' where id = t.id('yalphaadmin')$$), '0', '… alone');
select is(t.try($$insert into message_templates (name, subject, body) values ('a', 'b', '{{contact.name}}')$$), '1', 'and makes more');
select is(t.detail($$insert into message_templates (name, subject, body) values ('a', '{{no.such}}', 'c')$$) ->> 'pointer', '/subject', '… but with no name that does not exist');
select t.come('alphaadmin', 'alpha');
select is(t.count($$select 1 from message_templates where id = t.id('yalphaagent2')$$), 0::bigint, 'an admin neither reads a private one');
select is(t.try($$update message_templates set name = 'y' where id = t.id('yalphaagent2')$$), '0', '… nor changes it');
select t.come('alphaviewer', 'alpha');
select is(t.try($$insert into message_templates (name, subject, body) values ('a', 'b', 'c')$$), 'denied', 'a viewer makes none');

-- writing
select t.come('alphaagent', 'alpha');
select is(t.try($$select pg_temp.write('m1', pg_temp.to_contact(jsonb_build_object('property_id', t.id('palphaagent'), 'attachment_ids', jsonb_build_array(t.id('ialphaagent')))))$$), '1', 'a message goes out');
select results_eq($$select direction::text, state::text, author_id, owner_id, to_address, subject, text, attachment_ids from messages where id = t.id('m1')$$,
    $$values ('out', 'queued', t.id('alphaagent'), t.id('alphaagent'), 'c.agent@example.com', 'Hello', 'Until Saturday.', array[t.id('ialphaagent')])$$, '… as it was written');
select results_eq($$select c.subject, c.messages, c.unanswered, c.property_id from conversations c join messages m on m.conversation_id = c.id where m.id = t.id('m1')$$,
    $$values ('Hello', 1, false, t.id('palphaagent'))$$, 'in a conversation of its own');
select is(t.try('select token from conversations'), 'denied', 'whose address nobody reads');
select results_eq($$select kind::text, details ->> 'event', details ->> 'subject', contact_id, property_id, author_id from activities where details ->> 'message_id' = t.id('m1')::text$$,
    $$values ('mail', 'sent', 'Hello', t.id('calphaagent'), t.id('palphaagent'), t.id('alphaagent'))$$, 'and in the timelines of both');
select is(t.try($$insert into messages (owner_id, conversation_id, contact_id, direction, state, subject, text) values (t.id('alphaagent'), t.id('oalphaagent'), t.id('calphaagent'), 'in', 'received', 'x', 'x')$$), 'denied', 'nobody writes rows by hand');
select pg_temp.operator();
select results_eq($$select template, to_address::text, from_name, reply_to::text = return_path::text and reply_to ~ '^reply\+[0-9a-f]{32}@reply.example$', body, jsonb_array_length(files), files -> 0 ->> 'key'
    from internal.mails where id = t.id('m1')$$, $$values ('message', 'c.agent@example.com', 'Alpha Agent · alpha', true, 'Until Saturday.', 1, 'alpha/agent')$$, 'its mail comes from the writer, and answers go to the conversation');
select is((select count(*) from internal.jobs_live where kind = 'mail.send' and payload ->> 'mail_id' = t.id('m1')::text), 1::bigint, 'with one job');

-- what is refused
select t.come('alphaagent', 'alpha');
select is(pg_temp.refused('{"subject": "a", "body": "b"}'), '/contact_id required', 'somebody is needed');
select is(pg_temp.refused(pg_temp.to_contact(jsonb_build_object('contact_id', t.id('cbetaagent')))), '/contact_id not_found', 'no contact of another agency');
select is(pg_temp.refused(jsonb_build_object('conversation_id', t.id('obetaagent'), 'body', 'b')), '/conversation_id not_found', '… nor a conversation');
select is(pg_temp.refused(jsonb_build_object('answers_id', t.id('gbetaagent'), 'body', 'b')), '/answers_id not_found', '… nor a message');
select is(pg_temp.refused(pg_temp.to_contact(jsonb_build_object('property_id', t.id('pbetaagent')))), '/property_id not_found', '… nor a property');
select is(pg_temp.refused(pg_temp.to_contact(jsonb_build_object('deal_id', t.id('dbetaagent')))), '/deal_id not_found', '… nor a deal');
select is(pg_temp.refused(pg_temp.to_contact(jsonb_build_object('visit_id', t.id('zbetaagent')))), '/visit_id not_found', '… nor a visit');
select is(pg_temp.refused(pg_temp.to_contact(jsonb_build_object('template_id', t.id('yalphaagent2')))), '/template_id not_found', '… nor a colleague''s private text');
select is(pg_temp.refused(pg_temp.to_contact(jsonb_build_object('attachment_ids', jsonb_build_array(t.id('ialphaagent'), t.id('ibetaagent'))))), '/attachment_ids/1 not_found', '… nor a file');
select is(pg_temp.refused(pg_temp.to_contact('{"body": "{{visit.day}}"}')), '/body missing_variables', 'a name without a text is not sent');
select is(pg_temp.refused(pg_temp.to_contact('{"subject": " "}')), '/subject required', 'a subject is needed');
select t.come('alphaviewer', 'alpha');
select is(t.count('select 1 from messages'), 4::bigint, 'a viewer reads under team visibility');

-- who has withdrawn
select t.come('alphaagent', 'alpha');
insert into contact_consents (contact_id, purpose, method, given_at, withdrawn_at) values (t.id('calphaagent'), 'contact', 'form', now() - interval '2 days', now());
select is(t.try($$select pg_temp.write('m2', pg_temp.to_contact())$$), 'SF409', 'who does not want to be contacted is not');

-- a mail on its way
select pg_temp.work_for(t.id('alpha'));
select results_eq($$select state, message_id, template, refs, jsonb_array_length(files) from mail.begin_sending(t.id('m1'), 'crm.example', false)$$,
    $$values ('sending', t.id('m1') || '@crm.example', 'message', '{}'::text[], 1)$$, 'an attempt knows all of it');
select is(t.try($$select mail.hand_over(t.id('m1')), mail.settle(t.id('m1'), 'sent', 250, 'queued as 1', false)$$), '1', 'the server takes it');
select t.come('alphaagent', 'alpha');
select results_eq($$select state::text, message_id, answer, text from messages where id = t.id('m1')$$, $$values ('sent', t.id('m1') || '@crm.example', 'queued as 1', 'Until Saturday.')$$, 'and the message tells');

-- what comes in
select pg_temp.operator();
insert into door select c.token, c.id from public.conversations c join public.messages m on m.agency_id = c.agency_id and m.conversation_id = c.id where m.id = t.id('m1');
select t.go();
select is(t.try($$select correspondence.receive(t.id('in0'), '{00000000000000000000000000000000}', '{}', 'x')$$), 'SF404', 'to nobody: refused');
select is(t.try($$select correspondence.receive(t.id('in1'), array[token], '{}', 'raw mail') from door$$), '1', 'by the conversation''s address');
select is(t.try($$select correspondence.receive(t.id('in2'), '{}', array['x@y', t.id('m1') || '@crm.example'], 'raw mail')$$), '1', 'or by what it answers');
select is(t.try($$select correspondence.take_message(t.id('in1'), '{}')$$) || t.try($$select correspondence.inbound(t.id('in1'))$$), 'denieddenied', 'reading it is for jobs alone');
select pg_temp.work_for(t.id('beta'));
select is((select count(*) from correspondence.inbound(t.id('in1'))), 0::bigint, '… of its agency');
select pg_temp.work_for(t.id('alpha'));
select is((select raw from correspondence.inbound(t.id('in1'))), 'raw mail'::bytea, 'as it came');
select is(t.try($$select correspondence.take_message(t.id('in1'), ('{"message_id": "r1@mx.example", "in_reply_to": "x", "from_address": "emma@example.com", "from_name": "Emma", "subject": "Re: Hello", "text": "Yes.", "quoted": "> Until", "automatic": false, "files": [{"id": "' || t.id('file1') || '", "file_name": "plan.bin", "storage_key": "' || t.id('alpha') || '/k1.bin", "provider": "local", "content_type": "application/octet-stream", "size": 9, "sha256": "' || repeat('a', 64) || '"}, {"id": "' || t.id('file2') || '", "file_name": "a.jpg", "storage_key": "' || t.id('alpha') || '/k2.jpg", "provider": "local", "content_type": "image/jpeg", "size": 9, "width": 4, "height": 3}], "refused": ["plan.pdf"]}')::jsonb)$$), '1', 'a job says what it says');
select is((select count(*) from correspondence.inbound(t.id('in1'))), 0::bigint, 'then it is forgotten as it came');
select is(t.try($$select correspondence.take_message(t.id('in2'), '{"message_id": "r1@mx.example", "subject": "Re: Hello", "text": "Yes.", "automatic": false}')$$), '1', 'twice the same');
select t.come('alphaagent', 'alpha');
select results_eq($$select direction::text, state::text, author_id, from_address, text, quoted, attachments_refused from messages where message_id = 'r1@mx.example'$$,
    $$values ('in', 'received', null::uuid, 'emma@example.com', 'Yes.', '> Until', '{plan.pdf}'::text[])$$, 'is one message');
select results_eq($$select m.type::text, m.file_name, m.content_type, m.owner_id, m.contact_id, m.property_id from media_items m join messages e on m.id = any (e.attachment_ids)
    where e.message_id = 'r1@mx.example' order by m.file_name$$, $$values ('image', 'a.jpg', 'image/jpeg', t.id('alphaagent'), t.id('calphaagent'), null::uuid),
    ('document', 'plan.bin', 'application/octet-stream', t.id('alphaagent'), t.id('calphaagent'), null)$$, 'its files are the contact''s');
select results_eq($$select messages, unanswered from conversations c where c.id = (select id from door)$$, $$values (2, true)$$, 'which waits for an answer');
select is((select count(*) from activities where details ->> 'event' = 'received' and contact_id = t.id('calphaagent')), 1::bigint, 'once in the timeline');
select results_eq($$select kind::text, params ->> 'name', params ->> 'subject', times from notifications where user_id = t.id('alphaagent')$$,
    $$values ('reply_received', 'Contact of agent', 'Re: Hello', 1)$$, 'its writer is told');
select is(t.try($$select pg_temp.write('m3', jsonb_build_object('answers_id', (select id from messages where message_id = 'r1@mx.example'), 'body', 'Fine.'))$$), '1', 'what they wrote may be answered, whatever was withdrawn');
select results_eq($$select subject, in_reply_to, conversation_id from messages where id = t.id('m3')$$, $$select 'Re: Hello', 'r1@mx.example', id from door$$, 'in the same thread');
select results_eq($$select messages, unanswered from conversations c where c.id = (select id from door)$$, $$values (3, false)$$, 'and nothing waits');
select pg_temp.operator();
select is((select count(*) from internal.jobs where kind = 'media.derive' and payload ->> 'media_id' = t.id('file2')::text), 1::bigint, 'of a picture that came smaller ones are made');
select is((select refs from internal.mails where id = t.id('m3')), array[t.id('m1') || '@crm.example', 'r1@mx.example'], 'its mail names the thread, what it answers last');

-- machines
select pg_temp.operator();
insert into internal.inbound_mails (agency_id, id, conversation_id, raw) select t.id('alpha'), t.id(w), d.id, 'x' from door d, unnest(array['in3', 'in4', 'in5']) w;
select pg_temp.work_for(t.id('alpha'));
select correspondence.take_message(t.id('in3'), '{"message_id": "away@mx", "subject": "Away", "text": "x", "automatic": true}');
select correspondence.take_message(t.id('in4'), jsonb_build_object('message_id', 'dsn@mx', 'automatic', true, 'bounce', jsonb_build_object('message_id', t.id('m1') || '@crm.example', 'words', '5.1.1 no such user')));
select t.come('alphaagent', 'alpha');
select is((select unanswered from conversations where id = (select id from door)), false, 'an automatic answer waits for none');
select is((select automatic from messages where message_id = 'away@mx'), true, '… and is marked');
select results_eq($$select state::text, answer from messages where id = t.id('m1')$$, $$values ('failed', '5.1.1 no such user')$$, 'a bounce fails the message that it names');
select results_eq($$select kind::text, times from notifications where user_id = t.id('alphaagent') order by kind$$, $$values ('message_failed', 1), ('reply_received', 1)$$, 'of which its writer is told');
select is(t.count($$select 1 from messages where message_id = 'dsn@mx'$$), 0::bigint, 'and is no message itself');

select pg_temp.work_for(t.id('alpha'));
select state from mail.begin_sending(t.id('m3'), 'crm.example', false);
select mail.settle(t.id('m3'), 'failed', 550, 'no such user', false);
select t.come('alphaagent', 'alpha');
select results_eq($$select m.state::text, m.answer, n.times from messages m, notifications n where m.id = t.id('m3') and n.user_id = m.author_id and n.kind = 'message_failed'$$,
    $$values ('failed', 'no such user', 2)$$, 'so does what a mail server refuses for good');

-- whose it is
select t.come('alphaadmin', 'alpha');
update contacts set owner_id = t.id('alphaagent2') where id = t.id('calphaagent');
select is((select array_agg(distinct owner_id) from messages where contact_id = t.id('calphaagent')) || (select array_agg(distinct owner_id) from conversations where contact_id = t.id('calphaagent')),
    array[t.id('alphaagent2'), t.id('alphaagent2')], 'mail goes over with its contact');
select pg_temp.operator();
update public.agencies set record_visibility = 'owner' where id = t.id('alpha');
select t.come('alphaagent', 'alpha');
select is(t.count($$select 1 from conversations where contact_id = t.id('calphaagent')$$) + t.count($$select 1 from messages where contact_id = t.id('calphaagent')$$), 0::bigint, 'under owner visibility the one before reads none of it');
-- what a mail brought goes with it
select pg_temp.operator();
delete from public.messages where message_id = 'r1@mx.example';
select is((select count(*) from public.media_items where id in (t.id('file1'), t.id('file2'))), 0::bigint, 'files that came go with their mail');
select is((select array_agg(right(storage_key, 6) order by storage_key) from internal.orphaned_files where storage_key like t.id('alpha') || '/k%'), '{k1.bin,k2.jpg}', '… and then leave the store');

select * from finish();
rollback;

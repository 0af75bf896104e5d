-- SPDX-License-Identifier: Apache-2.0
-- Mails: what is written when one is asked for, the steps of an attempt, who may look.
begin;
set local search_path = public, t;
select start(46);
select t.world();
create function pg_temp.jobs_of(p_kind text) returns bigint language sql as $$ select count(*) from internal.jobs_live where kind = p_kind $$;
-- as stagefy_jobs inside a job of that agency (NULL: of the platform)
create function pg_temp.work_for(p_agency uuid, p_user uuid) returns void language plpgsql as $$
begin
    execute 'reset role';
    perform app.set_context(p_agency, p_user, case when p_user is null then null else 'admin' end, 'all', null, null);
    execute 'set local role stagefy_jobs';
end
$$;
create function pg_temp.operator() returns void language plpgsql as $$ begin execute 'reset role'; execute 'set local role stagefy_definer'; end $$;
create temp table seen (name text primary key, id uuid);
grant all on seen to public;

-- an invitation is mailed in the transaction that makes it
select t.come('alphaadmin', 'alpha');
select agency.invite(t.id('i1'), 'New.One@example.org', 'agent', sha256('tok-1')) is null;
select is(agency.mail_invitation(t.id('i1'), 'tok-1'), true, 'an invitation goes out');
select is(t.try($$select agency.mail_invitation(t.id('i1'), 'tok-2')$$), 'SF404', 'not with another token');
select results_eq($$select template, language, recipient::text, subject, state::text, attempts from mails$$,
    $$values ('invitation', 'en', 'new.one@example.org', 'alpha invites you', 'queued', 0)$$, 'what it will be is settled at once');
select is(t.try('select body from mails'), '42703', 'lists show no words');
select is((select params ->> 'link' from mail.contents), '/invitation#tok-1', 'who may look sees its link');
insert into seen select 'first', id from mails;
select pg_temp.operator();
select is(pg_temp.jobs_of('mail.send'), 1::bigint, 'and there is a job for it');
select is((select payload ->> 'mail_id' from internal.jobs_live where kind = 'mail.send'), (select id::text from seen), '… that names it');
select is((select reply_to::text || ' ' || from_name from internal.mails), 'alphaadmin@example.com alpha', 'answers go to who invites, in the agency''s name');

-- who may look
select t.come('alphaowner', 'alpha');
select agency.invite(t.id('i2'), 'boss@example.org', 'owner', sha256('tok-3')) is null;
select agency.mail_invitation(t.id('i2'), 'tok-3');
select is(t.count('select 1 from mails'), 2::bigint, 'an owner sees both');
select t.come('alphaadmin', 'alpha');
select is(t.count('select 1 from mails'), 1::bigint, 'an admin not the one that would make an owner');
select is(t.count('select 1 from mail.contents'), 1::bigint, '… nor what it says');
select t.come('alphaagent', 'alpha');
select is(t.count('select 1 from mails'), 0::bigint, 'an agent none');
select t.come('betaowner', 'beta');
select is(t.count('select 1 from mails'), 0::bigint, 'the owner of another agency none');
select is(t.count('select 1 from mail.contents'), 0::bigint, '… by no way');
select is(t.count('select 1 from internal.mails'), 0::bigint, '… not in the table either') from (select 1) x where has_schema_privilege('stagefy_api', 'internal', 'usage')
union all select ok(true, '… the table is out of reach') where not has_schema_privilege('stagefy_api', 'internal', 'usage');
select is(t.try($$select agency.mail_invitation(t.id('i2'), 'tok-3')$$), 'SF404', 'and mails no stranger''s invitation');
select is(t.try($$select mail.enqueue('invitation', 'en', 'x@example.org', null, '{}')$$), 'denied', 'nobody asks for a mail but our functions');
select t.go();
select is(t.count('select 1 from mails'), 0::bigint, 'who is nobody sees none');
select is(t.try('select mail.platform_mails()') || t.try($$select mail.platform_content(t.id('x'))$$), 'SF403SF403', '… nor the platform''s');
select t.come('alphaowner', 'alpha');
select is(t.try('select mail.platform_mails()') || t.try($$select mail.platform_content(t.id('x'))$$), 'SF403SF403', 'which no owner sees');
select t.come('root');
select is(app.role() || t.count('select mail.platform_mails()'), 'platform0', 'but a platform admin');

-- an attempt
select pg_temp.work_for(t.id('alpha'), t.id('alphaadmin'));
select is((select state || ' ' || message_id from mail.begin_sending((select id from seen), 'mail.example', false)),
          'sending ' || (select id from seen) || '@mail.example', 'an attempt begins');
select is((select message_id from mail.begin_sending((select id from seen), 'other.example', false)), (select id from seen) || '@mail.example',
          'the next one has the same Message-ID, whatever the name is now');
select is(t.try($$select mail.settle((select id from seen), 'queued', 451, '4.7.1 later', false)$$), '1', 'greylisted');
select is((select state from mail.begin_sending((select id from seen), 'mail.example', false)), 'sending', 'and tried again');
select is(t.try($$select mail.hand_over((select id from seen))$$), '1', 'handed over');
select is(t.try($$select mail.hand_over((select id from seen))$$), 'SF409', '… once');
select is((select state from mail.begin_sending((select id from seen), 'mail.example', true)), 'sending', 'a file may be written again');
select mail.hand_over((select id from seen));
select is((select state from mail.begin_sending((select id from seen), 'mail.example', false)), 'unsure', 'cut off after that, a server may have it');
select is((select state from mail.begin_sending((select id from seen), 'mail.example', false)), 'unsure', '… and it is never sent again');
select is(t.try($$select mail.settle((select id from seen), 'sent', 250, 'ok', false)$$), 'SF409', '… nor said to be sent');
select pg_temp.work_for(t.id('beta'), t.id('betaadmin'));
select is(t.try($$select mail.begin_sending((select id from seen), 'mail.example', false)$$), 'SF404', 'a job of another agency does not reach it');
select is(t.try($$select mail.hand_over((select id from seen))$$), 'SF409', '… at any step');
select pg_temp.work_for(null, null);
select is(t.try($$select mail.begin_sending((select id from seen), 'mail.example', false)$$), 'SF404', 'nor does one of the platform');

-- sent
select pg_temp.operator();
update internal.mails set state = 'queued';
select pg_temp.work_for(t.id('alpha'), t.id('alphaadmin'));
select state is null from mail.begin_sending((select id from seen), 'mail.example', false);
select mail.hand_over((select id from seen));
select mail.settle((select id from seen), 'sent', 250, repeat('x', 900), false);
select pg_temp.operator();
select results_eq($$select state::text, attempts, answer_code, length(answer), sent_at is not null, body, params from internal.mails where id = (select id from seen)$$,
    $$values ('sent', 5, 250, 500, true, null::text, null::jsonb)$$, 'once it has left nothing of what it said is kept');
select pg_temp.work_for(t.id('alpha'), t.id('alphaadmin'));
select is((select state from mail.begin_sending((select id from seen), 'mail.example', true)), 'sent', 'what is sent is sent');

-- header injection ends at the subject and the names
select pg_temp.operator();
update public.agencies set name = E'Evil\r\nBcc: all@example.org' where id = t.id('alpha');
select t.come('alphaadmin', 'alpha');
select agency.invite(t.id('i4'), 'two@example.org', 'agent', sha256('tok-4')) is null;
select agency.mail_invitation(t.id('i4'), 'tok-4');
select is((select subject from mails order by created_at desc, id desc limit 1), 'Evil Bcc: all@example.org invites you', 'a name is one line');

-- too many
select is((select array_agg(agency.mail_invitation(t.id('i4'), 'tok-4')) from generate_series(1, 10)), array_fill(true, array[9]) || false, 'ten a day to one address');
select is((select state::text from mails order by created_at desc, id desc limit 1), 'withheld', '… the next is withheld, and seen');
select pg_temp.operator();
select is(pg_temp.jobs_of('mail.send'), 12::bigint, '… and has no job');

-- tidying up
update internal.mails set created_at = app.now() - interval '5 days', state = 'sending' where template = 'invitation' and to_address = 'two@example.org';
reset role;
set local role stagefy_owner;
select is(mail.tidy(30), 0::bigint, 'nothing is old enough to go');
select pg_temp.operator();
select is((select count(*) from internal.mails where state = 'failed' and answer = 'its job has ended'), 11::bigint, 'what was left behind has failed');
update internal.mails set created_at = app.now() - interval '9 days';
reset role;
set local role stagefy_owner;
select mail.tidy(30);
select pg_temp.operator();
select is((select count(*) from internal.mails where body is not null and state = 'failed'), 0::bigint, 'after a week its words go');
reset role;
set local role stagefy_owner;
select is(mail.tidy(8) > 0, true, 'after the days that were asked for all of it');
select pg_temp.operator();
select is(mail.language(null, 'fr-LU') || mail.language('fr') || mail.language('en-GB', 'fr') || mail.language('fro') || mail.language(null::text), 'frfrenenen', 'the first locale that is set decides the language');
select is((select array_agg(distinct name) from internal.mail_templates t where not exists (select from internal.mail_templates o where o.name = t.name and o.language <> t.language)), null, 'every mail is there in both languages');
select * from finish();
rollback;

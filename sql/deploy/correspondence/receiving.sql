-- SPDX-License-Identifier: Apache-2.0
-- What comes in by mail: whose conversation it is decides the request that brings it, what it says a job, which reads it where
-- nothing else can be harmed. What belongs to no conversation is refused, so that the mail server tells its sender; nobody of
-- this installation could be shown it.
begin;

-- One more word in a list that other changes add to as well.
do $$
declare
    kinds text[];
begin
    select array_agg(m[1]) into kinds
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') m
    where c.contypid = 'public.notification_kind'::regtype and c.conname = 'notification_kind_check';
    alter domain public.notification_kind drop constraint notification_kind_check;
    execute format('alter domain public.notification_kind add constraint notification_kind_check check (value in (%s))',
                   (select string_agg(quote_literal(k), ', ') from unnest(kinds || '{message_failed}') k));
end
$$;

set role stagefy_definer;

insert into internal.notification_kinds (kind, in_app, mail) values ('message_failed', true, true);

create table internal.inbound_mails (
    agency_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    raw bytea not null,
    created_at timestamptz not null default app.now(),
    primary key (agency_id, id)
);
create index inbound_mails_conversation on internal.inbound_mails (agency_id, conversation_id);
comment on table internal.inbound_mails is 'mails as they came, until their job has read them; at most a week';
alter table internal.inbound_mails enable row level security;
alter table internal.inbound_mails force row level security;
create policy definer on internal.inbound_mails to stagefy_definer using (true) with check (true);
comment on policy definer on internal.inbound_mails is 'the functions below: every row';

-- Contract: public, for whoever knows the operator's secret: p_raw is a mail to the conversation with one of p_tokens, or else
-- with one of the messages p_ids, the last first; a job reads it. Raises SF404 when there is none; SF429 above 100 a day in one
-- conversation, whatever machines write to each other.
create function correspondence.receive(p_id uuid, p_tokens text[], p_ids text[], p_raw bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    thread public.conversations;
begin
    select c.* into thread from public.conversations c where c.token = any (p_tokens) limit 1;
    if thread.id is null then
        select c.* into thread
        from public.messages m join public.conversations c on c.agency_id = m.agency_id and c.id = m.conversation_id
        where m.message_id = any (p_ids) order by array_position(p_ids, m.message_id) desc limit 1;
    end if;
    if thread.id is null then
        perform app.fail('SF404', 'no conversation has this address, or the message it answers');
    elsif (select count(*) from public.messages m where m.agency_id = thread.agency_id and m.conversation_id = thread.id and m.direction = 'in'
                                                    and m.happened_at > app.now() - interval '1 day') >= 100 then
        perform app.fail('SF429', 'too many mails to this conversation today', '{"retry_after": 3600}');
    end if;
    insert into internal.inbound_mails (agency_id, id, conversation_id, raw) values (thread.agency_id, p_id, thread.id, p_raw);
    perform work.enqueue_for(thread.agency_id, 'correspondence.receive', jsonb_build_object('inbound_id', p_id));
end
$$;

-- Contract: for stagefy_jobs: the mail p_id of the job's agency as it came; no row when it has been read.
create function correspondence.inbound(p_id uuid) returns table (raw bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query select i.raw from internal.inbound_mails i where i.agency_id = app.agency_id() and i.id = p_id;
end
$$;

-- Whoever wrote last in a conversation is told, or its owner when they have left.
create function internal.tell_author(p_thread public.conversations, p_kind text, p_subject text) returns void
language plpgsql volatile as $$
declare
    author uuid := (select m.author_id from public.messages m
                    where m.agency_id = p_thread.agency_id and m.conversation_id = p_thread.id and m.author_id is not null
                    order by m.happened_at desc, m.id desc limit 1);
    params jsonb := (select jsonb_build_object('name', c.name, 'subject', p_subject, 'contact_id', c.id)
                     from public.contacts c where c.agency_id = p_thread.agency_id and c.id = p_thread.contact_id);
begin
    if not exists (select from internal.entrances e where e.user_id = author and e.agency_id = p_thread.agency_id) then
        author := p_thread.owner_id;
    end if;
    perform notify.tell(p_thread.agency_id, author, p_kind, params, 'conversations', p_thread.id, null, null);
end
$$;

-- Contract: for stagefy_jobs: what the mail p_id was found to say: {message_id, in_reply_to, from_address, from_name, subject, text,
-- quoted, automatic, files: [name], bounce: {message_id, words}}. A bounce fails the message that it is about; anything else is a
-- message of the conversation, once, however often it comes. Forgets the mail as it came.
create function correspondence.take_message(p_id uuid, p_mail jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    thread public.conversations;
    failed text;
    is_automatic boolean := coalesce((p_mail ->> 'automatic')::boolean, false);
begin
    select c.* into thread
    from internal.inbound_mails i join public.conversations c on c.agency_id = i.agency_id and c.id = i.conversation_id
    where i.agency_id = app.agency_id() and i.id = p_id for update of c;
    delete from internal.inbound_mails i where i.agency_id = app.agency_id() and i.id = p_id;
    if thread.id is null then
        return;
    end if;
    if p_mail -> 'bounce' is not null then
        update public.messages m set state = 'failed', answer = left(p_mail #>> '{bounce,words}', 500)
        where m.agency_id = thread.agency_id and m.conversation_id = thread.id and m.direction = 'out' and m.state <> 'failed'
          and m.message_id = p_mail #>> '{bounce,message_id}'
        returning m.subject into failed;
        if failed is not null then
            perform internal.tell_author(thread, 'message_failed', failed);
        end if;
        return;
    end if;
    insert into public.messages (agency_id, owner_id, conversation_id, contact_id, direction, state, from_address, from_name, subject, text, quoted,
                                 automatic, message_id, in_reply_to, attachments_refused)
    values (thread.agency_id, thread.owner_id, thread.id, thread.contact_id, 'in', 'received', left(p_mail ->> 'from_address', 254),
            left(p_mail ->> 'from_name', 200), left(coalesce(p_mail ->> 'subject', ''), 500), left(coalesce(p_mail ->> 'text', ''), 200000),
            left(p_mail ->> 'quoted', 200000), is_automatic, left(p_mail ->> 'message_id', 500), left(p_mail ->> 'in_reply_to', 500),
            array(select left(n, 255) from jsonb_array_elements_text(coalesce(p_mail -> 'files', '[]')) n limit 50))
    on conflict on constraint messages_message_id_key do nothing
    returning id into p_id;
    if not found then
        return;
    end if;
    update public.conversations c
    set messages = c.messages + 1, unanswered = c.unanswered or not is_automatic, last_message_at = app.now()
    where c.agency_id = thread.agency_id and c.id = thread.id;
    perform internal.tell_message(thread, null, case when is_automatic then 'automatic' else 'received' end, p_id, left(coalesce(p_mail ->> 'subject', ''), 500));
    if not is_automatic then
        perform internal.tell_author(thread, 'reply_received', left(coalesce(p_mail ->> 'subject', ''), 120));
    end if;
end
$$;

-- A message goes the way of its mail, and its author is told when that ends badly.
create or replace function correspondence.follow_mail() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.messages m
    set state = case when new.state in ('sent', 'failed', 'unsure') then new.state else 'queued' end,
        message_id = new.message_id, answer = new.answer
    where m.agency_id = new.agency_id and m.id = new.id and m.direction = 'out';
    if new.state = 'failed' and old.state <> 'failed' then
        perform internal.tell_author(c, 'message_failed', m.subject)
        from public.messages m join public.conversations c on c.agency_id = m.agency_id and c.id = m.conversation_id
        where m.agency_id = new.agency_id and m.id = new.id;
    end if;
    return null;
end
$$;

-- Contract: for stagefy_jobs, nightly: forgets mails that no job could read within a week. Answers how many.
create function correspondence.tidy() returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone bigint;
begin
    delete from internal.inbound_mails i where i.created_at < app.now() - interval '7 days';
    get diagnostics gone = row_count;
    return gone;
end
$$;

grant execute on function correspondence.receive(uuid, text[], text[], bytea) to stagefy_api;
grant execute on function correspondence.inbound(uuid), correspondence.take_message(uuid, jsonb), correspondence.tidy() to stagefy_jobs;

reset role;

commit;

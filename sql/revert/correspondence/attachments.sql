-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger attachments on public.messages;
set role stagefy_definer;

-- Contract: for stagefy_jobs: what the mail p_id was found to say: {message_id, in_reply_to, from_address, from_name, subject, text,
-- quoted, automatic, files: [name], bounce: {message_id, words}}. A bounce fails the message that it is about; anything else is a
-- message of the conversation, once, however often it comes. Forgets the mail as it came.
create or replace function correspondence.take_message(p_id uuid, p_mail jsonb) returns void
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

drop function correspondence.drop_attachments(), internal.keep_attachments(public.conversations, jsonb);
reset role;
commit;

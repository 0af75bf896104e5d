-- SPDX-License-Identifier: Apache-2.0
-- Files that came with a mail: media items of whoever it came from. What cannot be shown is kept as bytes to be downloaded.
begin;

set role stagefy_definer;

-- The files of a mail, as media.make_item takes them, as media items of the conversation's contact and owner.
create function internal.keep_attachments(p_thread public.conversations, p_files jsonb) returns void
language plpgsql volatile as $$
begin
    insert into public.media_items (id, agency_id, owner_id, type, file_name, storage_key, provider, content_type, size, sha256, width, height,
        taken_at, contact_id, status)
    select f.id, p_thread.agency_id, p_thread.owner_id, case when f.content_type like 'image/%' then 'image' else 'document' end, f.file_name,
           f.storage_key, f.provider, f.content_type, f.size, f.sha256, f.width, f.height,
           coalesce(f.taken_at, f.taken_local at time zone a.time_zone), p_thread.contact_id, 'ready'
    from jsonb_to_recordset(coalesce(p_files, '[]')) f (id uuid, file_name text, storage_key text, provider text, content_type text, size bigint,
            sha256 text, width int, height int, taken_at timestamptz, taken_local timestamp), public.agencies a
    where a.id = p_thread.agency_id;
    perform work.enqueue_for(p_thread.agency_id, 'media.derive', jsonb_build_object('media_id', f ->> 'id'), f ->> 'id')
    from jsonb_array_elements(coalesce(p_files, '[]')) f where f ->> 'content_type' like 'image/%';
end
$$;

-- After delete, for each row: what a mail brought goes with it. What went out with one is of the agency's own files.
create function correspondence.drop_attachments() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.media_items m where m.agency_id = old.agency_id and m.id = any (old.attachment_ids);
    return null;
end
$$;
grant execute on function correspondence.drop_attachments() to stagefy_owner;

-- Contract: for stagefy_jobs: what the mail p_id was found to say: {message_id, in_reply_to, from_address, from_name, subject, text,
-- quoted, automatic, files: [facts of a file in the store, as media.make_item has them], refused: [name], bounce: {message_id, words}}. A bounce fails the message that it is about; anything else is a
-- message of the conversation, once, however often it comes; its files are media items of the contact, and go when it goes. Forgets the
-- mail as it came.
create or replace function correspondence.take_message(p_id uuid, p_mail jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    thread public.conversations;
    failed text;
    attached uuid[] := array(select (f ->> 'id')::uuid from jsonb_array_elements(coalesce(p_mail -> 'files', '[]')) with ordinality e (f, n) order by e.n);
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
                                 automatic, message_id, in_reply_to, attachments_refused, attachment_ids)
    values (thread.agency_id, thread.owner_id, thread.id, thread.contact_id, 'in', 'received', left(p_mail ->> 'from_address', 254),
            left(p_mail ->> 'from_name', 200), left(coalesce(p_mail ->> 'subject', ''), 500), left(coalesce(p_mail ->> 'text', ''), 200000),
            left(p_mail ->> 'quoted', 200000), is_automatic, left(p_mail ->> 'message_id', 500), left(p_mail ->> 'in_reply_to', 500),
            array(select left(n, 255) from jsonb_array_elements_text(coalesce(p_mail -> 'refused', '[]')) n limit 50), attached)
    on conflict on constraint messages_message_id_key do nothing
    returning id into p_id;
    if not found then
        return;
    end if;
    perform internal.keep_attachments(thread, p_mail -> 'files');
    update public.conversations c
    set messages = c.messages + 1, unanswered = c.unanswered or not is_automatic, last_message_at = app.now()
    where c.agency_id = thread.agency_id and c.id = thread.id;
    perform internal.tell_message(thread, null, case when is_automatic then 'automatic' else 'received' end, p_id, left(coalesce(p_mail ->> 'subject', ''), 500));
    if not is_automatic then
        perform internal.tell_author(thread, 'reply_received', left(coalesce(p_mail ->> 'subject', ''), 120));
    end if;
end
$$;

reset role;

create trigger attachments after delete on public.messages
    for each row when (old.direction = 'in' and old.attachment_ids <> '{}') execute function correspondence.drop_attachments();

commit;

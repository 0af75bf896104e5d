-- SPDX-License-Identifier: Apache-2.0
-- A member writes to a contact, or looks at what they are about to send.
begin;

set role stagefy_definer;

-- What a message is about, from the body of a request: every record is one that the caller may read, and alive. Raises SF422 with
-- the field's pointer. Answers the contact, and p_about with the template's texts where it says none of its own.
create function internal.message_draft(p_message jsonb, out contact public.contacts, out thread public.conversations, out draft jsonb)
language plpgsql stable as $$
declare
    used public.message_templates;
    answered public.messages;
begin
    draft := p_message;
    if draft ->> 'answers_id' is not null then
        select m.* into answered from public.messages m
        where m.agency_id = app.agency_id() and m.id = (draft ->> 'answers_id')::uuid and (app.reads_all() or m.owner_id = app.user_id());
        if answered.id is null then
            perform app.fail('SF422', 'does not exist', '{"pointer": "/answers_id", "code": "not_found"}');
        end if;
        draft := draft || jsonb_build_object('conversation_id', coalesce(draft ->> 'conversation_id', answered.conversation_id::text));
    end if;
    if draft ->> 'conversation_id' is not null then
        select c.* into thread from public.conversations c
        where c.agency_id = app.agency_id() and c.id = (draft ->> 'conversation_id')::uuid and (app.reads_all() or c.owner_id = app.user_id());
        if thread.id is null or answered.conversation_id <> thread.id then
            perform app.fail('SF422', 'does not exist', '{"pointer": "/conversation_id", "code": "not_found"}');
        end if;
        draft := draft || jsonb_build_object('contact_id', thread.contact_id, 'property_id', thread.property_id, 'deal_id', thread.deal_id,
                                             'visit_id', thread.visit_id);
    elsif draft ->> 'contact_id' is null then
        perform app.fail('SF422', 'is required, or a conversation', '{"pointer": "/contact_id", "code": "required"}');
    end if;
    select c.* into contact from public.contacts c
    where c.agency_id = app.agency_id() and c.id = (draft ->> 'contact_id')::uuid and c.deleted_at is null
      and (app.reads_all() or c.owner_id = app.user_id());
    if contact.id is null then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/contact_id", "code": "not_found"}');
    end if;
    if thread.id is null and draft ->> 'property_id' is not null
       and not exists (select from public.properties p where p.agency_id = app.agency_id() and p.id = (draft ->> 'property_id')::uuid
                                                         and p.deleted_at is null and (app.reads_all() or p.owner_id = app.user_id())) then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/property_id", "code": "not_found"}');
    elsif thread.id is null and draft ->> 'deal_id' is not null
       and not exists (select from public.deals d where d.agency_id = app.agency_id() and d.id = (draft ->> 'deal_id')::uuid
                                                    and d.deleted_at is null and (app.reads_all() or d.owner_id = app.user_id())) then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/deal_id", "code": "not_found"}');
    elsif thread.id is null and draft ->> 'visit_id' is not null
       and not exists (select from public.visits v where v.agency_id = app.agency_id() and v.id = (draft ->> 'visit_id')::uuid
                                                     and v.deleted_at is null and (app.reads_all() or app.user_id() in (v.owner_id, v.agent_id))) then
        perform app.fail('SF422', 'does not exist', '{"pointer": "/visit_id", "code": "not_found"}');
    end if;
    if draft ->> 'template_id' is not null then
        select t.* into used from public.message_templates t
        where t.agency_id = app.agency_id() and t.id = (draft ->> 'template_id')::uuid and t.deleted_at is null
          and (not t.private or t.author_id = app.user_id());
        if used.id is null then
            perform app.fail('SF422', 'does not exist', '{"pointer": "/template_id", "code": "not_found"}');
        end if;
    end if;
    draft := draft || jsonb_build_object(
        'subject', coalesce(draft ->> 'subject', used.subject, case when thread.subject ~* '^re:' then thread.subject else 'Re: ' || thread.subject end),
        'body', coalesce(draft ->> 'body', used.body));
end
$$;

-- Contract: p_message, the body of a request, as it would be sent by the caller: subject and body filled in as far as can be (NULL
-- where there is none), the names that nothing is known for, those that do not exist, and all there are with their texts.
-- Raises SF422 as correspondence.write_message does for what the message is about.
create function correspondence.preview_message(p_message jsonb, out subject text, out body text, out missing text[], out unknown text[], out variables jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    asked record;
    words record;
begin
    select d.* into asked from internal.message_draft(p_message) d;
    variables := correspondence.variables(app.agency_id(), app.user_id(), (asked.contact).id, (asked.draft ->> 'property_id')::uuid,
                                          (asked.draft ->> 'deal_id')::uuid, (asked.draft ->> 'visit_id')::uuid);
    select f.* into words from correspondence.fill(asked.draft ->> 'subject', variables) f;
    subject := case when asked.draft ->> 'subject' is not null then words.filled end;
    missing := words.missing;
    unknown := words.unknown;
    select f.* into words from correspondence.fill(asked.draft ->> 'body', variables) f;
    body := case when asked.draft ->> 'body' is not null then words.filled end;
    missing := array(select distinct n from unnest(missing || words.missing) n order by n);
    unknown := array(select distinct n from unnest(unknown || words.unknown) n order by n);
end
$$;

-- The text of one field with its names filled in. Raises SF422 where it is empty, or a name has no text.
create function internal.message_words(p_pointer text, p_text text, p_values jsonb) returns text
language plpgsql stable as $$
declare
    words record;
begin
    select f.* into words from correspondence.fill(p_text, p_values) f;
    if coalesce(btrim(p_text), '') = '' then
        perform app.fail('SF422', 'is required', jsonb_build_object('pointer', p_pointer, 'code', 'required'));
    elsif cardinality(words.missing || words.unknown) > 0 then
        perform app.fail('SF422', format('has no text for %s', array_to_string(words.missing || words.unknown, ', ')),
                         jsonb_build_object('pointer', p_pointer, 'code', 'missing_variables',
                                            'params', jsonb_build_object('names', words.missing || words.unknown)));
    end if;
    return words.filled;
end
$$;

-- The files that p_ids name, in that order, as internal.mails.files. Raises SF422 /attachment_ids/N for what the caller may not
-- read or cannot be sent, /attachment_ids above 10 MiB in all: what most mail servers take when a third is added.
create function internal.message_files(p_ids uuid[]) returns jsonb
language plpgsql stable as $$
declare
    files jsonb;
    wrong int;
    total bigint;
begin
    select jsonb_agg(jsonb_build_object('provider', m.provider, 'key', m.storage_key, 'size', m.size, 'name', m.file_name, 'type', m.content_type) order by w.n),
           min(w.n) filter (where m.id is null or array_position(p_ids, w.id) < w.n), sum(m.size)
    into files, wrong, total
    from unnest(p_ids) with ordinality w (id, n)
    left join public.media_items m on m.agency_id = app.agency_id() and m.id = w.id and m.deleted_at is null and m.status = 'ready'
                                  and (app.reads_all() or m.owner_id = app.user_id());
    if wrong is not null then
        perform app.fail('SF422', 'does not exist, or stands there twice',
                         jsonb_build_object('pointer', '/attachment_ids/' || wrong - 1, 'code', 'not_found'));
    elsif total > 10485760 then
        perform app.fail('SF422', 'must be at most 10 MiB in all',
                         '{"pointer": "/attachment_ids", "code": "too_large", "params": {"max": 10485760}}');
    end if;
    return coalesce(files, '[]');
end
$$;

-- Contract: sends p_message (contact_id or conversation_id, or answers_id; property_id, deal_id, visit_id; template_id; subject,
-- body; attachment_ids) as the caller under the id p_id, in this transaction: the message, a conversation where there is none, the
-- timeline, the mail and its job. p_domain: where answers come in, or NULL for to the member's own address. Raises SF422; SF409
-- when the contact has withdrawn the consent to be contacted, unless the message answers one of theirs; SF429.
create function correspondence.write_message(p_id uuid, p_message jsonb, p_domain text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    asked record;
    contact public.contacts;
    thread public.conversations;
    known jsonb;
    words record;
    files jsonb;
    attached uuid[] := array(select jsonb_array_elements_text(case jsonb_typeof(p_message -> 'attachment_ids') when 'array' then p_message -> 'attachment_ids' else '[]' end)::uuid);
    answered text;
    sender record;
begin
    select d.* into asked from internal.message_draft(p_message) d;
    contact := asked.contact;
    thread := asked.thread;
    if contact.email is null then
        perform app.fail('SF422', 'has no e-mail address', '{"pointer": "/contact_id", "code": "required"}');
    end if;
    known := correspondence.variables(app.agency_id(), app.user_id(), contact.id, (asked.draft ->> 'property_id')::uuid,
                                      (asked.draft ->> 'deal_id')::uuid, (asked.draft ->> 'visit_id')::uuid);
    select left(internal.mail_line(internal.message_words('/subject', asked.draft ->> 'subject', known), 200), 200) as subject,
           internal.message_words('/body', asked.draft ->> 'body', known) as body
    into words;
    files := internal.message_files(attached);
    select m.message_id into answered from public.messages m
    where m.agency_id = app.agency_id() and m.id = (asked.draft ->> 'answers_id')::uuid and m.direction = 'in';
    if not found and exists (select from public.contact_consents c
                             where c.agency_id = app.agency_id() and c.contact_id = contact.id and c.purpose = 'contact' and c.deleted_at is null)
       and not exists (select from public.contact_consents c
                       where c.agency_id = app.agency_id() and c.contact_id = contact.id and c.purpose = 'contact' and c.deleted_at is null
                         and c.withdrawn_at is null) then
        perform app.fail('SF409', 'this contact has withdrawn the consent to be contacted: only what they write may be answered',
                         '{"pointer": "/contact_id", "code": "consent_withdrawn"}');
    end if;
    if thread.id is null then
        insert into public.conversations (agency_id, owner_id, contact_id, property_id, deal_id, visit_id, subject)
        values (app.agency_id(), contact.owner_id, contact.id, (asked.draft ->> 'property_id')::uuid, (asked.draft ->> 'deal_id')::uuid,
                (asked.draft ->> 'visit_id')::uuid, words.subject)
        returning * into thread;
    end if;
    select coalesce(m.display_name, u.full_name) as name, case when u.email_verified then u.email end as email, a.name as agency, mail.language(a.locale) as language
    into sender
    from public.agencies a left join public.users u on u.id = app.user_id()
    left join public.memberships m on m.agency_id = a.id and m.user_id = u.id where a.id = app.agency_id();
    insert into public.messages (id, agency_id, owner_id, conversation_id, contact_id, author_id, direction, state, from_name, to_address, subject, text,
                                 attachment_ids, in_reply_to)
    values (p_id, app.agency_id(), thread.owner_id, thread.id, contact.id, app.user_id(), 'out', 'queued', sender.name, contact.email, words.subject, words.body,
            attached, answered);
    perform mail.enqueue_written(p_id, sender.language, contact.email, contact.name, concat_ws(' · ', sender.name, sender.agency),
        case when p_domain is null then sender.email else 'reply+' || thread.token || '@' || p_domain end,
        case when p_domain is not null then 'reply+' || thread.token || '@' || p_domain end, words.subject, words.body,
        -- the last twenty, and last of all what is answered
        array(select r.message_id from (select m.message_id, m.happened_at, m.id from public.messages m
                                        where m.agency_id = thread.agency_id and m.conversation_id = thread.id and m.message_id is not null
                                        order by m.happened_at desc, m.id desc limit 20) r
              order by r.message_id is not distinct from answered, r.happened_at, r.id),
        files);
    update public.conversations c set messages = c.messages + 1, unanswered = false, last_message_at = app.now()
    where c.agency_id = thread.agency_id and c.id = thread.id;
    perform internal.tell_message(thread, app.user_id(), 'sent', p_id, words.subject);
end
$$;

-- A message in the timelines of what its conversation is about.
create function internal.tell_message(p_thread public.conversations, p_author uuid, p_event text, p_message uuid, p_subject text) returns void
language plpgsql volatile as $$
begin
    insert into public.activities (agency_id, owner_id, author_id, kind, contact_id, property_id, deal_id, details)
    values (p_thread.agency_id, p_thread.owner_id, p_author, 'mail', p_thread.contact_id, p_thread.property_id, p_thread.deal_id,
            jsonb_build_object('event', p_event, 'subject', p_subject, 'message_id', p_message, 'conversation_id', p_thread.id));
end
$$;

-- A message goes the way of its mail.
create function correspondence.follow_mail() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.messages m
    set state = case when new.state in ('sent', 'failed', 'unsure') then new.state else 'queued' end,
        message_id = new.message_id, answer = new.answer
    where m.agency_id = new.agency_id and m.id = new.id and m.direction = 'out';
    return null;
end
$$;
grant execute on function correspondence.follow_mail() to stagefy_owner;

grant execute on function correspondence.preview_message(jsonb), correspondence.write_message(uuid, jsonb, text) to stagefy_api;

reset role;

create trigger follow_message after update on internal.mails
    for each row when (new.template = 'message' and (old.state <> new.state or old.message_id is distinct from new.message_id))
    execute function correspondence.follow_mail();

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Mails that people write: sent by the same three transactions as the product's own (mail/sending), so never twice either. Their
-- row is of the template 'message', its body is plain text as it was written, and it knows the thread and files it goes with.
begin;

alter table internal.mails
    add column in_reply_to text check (length(in_reply_to) <= 500),
    add column refs text[] not null default '{}',
    add column return_path public.email_address,
    add column files jsonb not null default '[]' check (jsonb_typeof(files) = 'array');
comment on column internal.mails.refs is 'Message-IDs of the thread, the oldest first';
comment on column internal.mails.return_path is 'where bounces go; NULL: to the sender';
comment on column internal.mails.files is 'what goes with it: [{"provider", "key", "size", "name", "type"}]';

create or replace view mail.contents with (security_invoker = true) as
    select m.id, m.agency_id, m.subject, m.body, m.params, m.language, m.from_name, m.template from internal.mails m;

set role stagefy_definer;

drop function mail.platform_content(uuid);
-- Contract: as before, and the template, which tells how the body is written.
create function mail.platform_content(p_id uuid)
returns table (subject text, body text, params jsonb, language text, from_name text, template text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if app.role() is distinct from 'platform' then
        perform app.fail('SF403', 'only a platform admin sees these', '{"needs": "platform"}');
    end if;
    return query
    select m.subject, m.body, m.params, m.language, m.from_name, m.template from internal.mails m where m.agency_id is null and m.id = p_id;
end
$$;
grant execute on function mail.platform_content(uuid) to stagefy_api;

drop function mail.begin_sending(uuid, text, boolean);
-- Contract: begins an attempt at p_id, a mail of the agency of the job. p_repeatable: handing over twice does no harm (the
-- folder). state tells what to do: sending (go on), or the end that it has come to already: sent, withheld, or unsure.
-- A mail that has failed is tried again when a person has its job tried again; one that is unsure stays so.
create function mail.begin_sending(p_id uuid, p_domain text, p_repeatable boolean,
    out state text, out message_id text, out to_address text, out to_name text, out from_name text, out reply_to text,
    out unsubscribe text, out subject text, out body text, out params jsonb, out language text, out created_at timestamptz,
    out template text, out in_reply_to text, out refs text[], out return_path text, out files jsonb)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    was internal.mails;
begin
    select m.* into was from internal.mails m where m.id = p_id and m.agency_id is not distinct from app.agency_id() for update;
    if was.id is null then
        perform app.fail('SF404', 'no such mail');
    end if;
    state := case when was.state in ('sent', 'withheld') or was.body is null then was.state::text
                  when p_repeatable or was.state not in ('handed_over', 'unsure') then 'sending'
                  else 'unsure' end;
    update internal.mails m
    set state = begin_sending.state, attempts = m.attempts + (begin_sending.state = 'sending')::int,
        message_id = coalesce(m.message_id, m.id || '@' || p_domain)
    where m.id = p_id
    returning m.message_id, m.to_address, m.to_name, m.from_name, m.reply_to, m.unsubscribe, m.subject, m.body, m.params, m.language, m.created_at,
              m.template, m.in_reply_to, m.refs, m.return_path, m.files
    into message_id, to_address, to_name, from_name, reply_to, unsubscribe, subject, body, params, language, created_at,
         template, in_reply_to, refs, return_path, files;
end
$$;
grant execute on function mail.begin_sending(uuid, text, boolean) to stagefy_jobs;

-- Contract: a mail that a person of p_agency has written, in the caller's transaction, under the id p_id that its writer knows it
-- by. p_refs: Message-IDs of the thread, the oldest first, the one answered last; p_files as internal.mails.files. Raises SF429
-- when the agency has sent 500 today, or 50 to this address. For definer functions.
create function mail.enqueue_written(p_id uuid, p_language text, p_to text, p_to_name text, p_from_name text, p_reply_to text,
    p_return_path text, p_subject text, p_text text, p_refs text[], p_files jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if (select count(*) from internal.mails m where m.to_address = lower(p_to) and m.created_at > app.now() - interval '1 day'
                                                and m.agency_id = app.agency_id() and m.template = 'message') >= 50
       or (select count(*) from internal.mails m where m.agency_id = app.agency_id() and m.created_at > app.now() - interval '1 day'
                                                   and m.template <> 'digest' and m.state <> 'withheld') >= 500 then
        perform app.fail('SF429', 'too many mails today', '{"retry_after": 3600}');
    end if;
    insert into internal.mails (id, agency_id, audience, template, language, to_address, to_name, from_name, reply_to, return_path,
                                subject, body, params, in_reply_to, refs, files)
    values (p_id, app.agency_id(), 'managers', 'message', p_language, lower(p_to), internal.mail_line(p_to_name, 120),
            internal.mail_line(p_from_name, 120), p_reply_to, p_return_path, internal.mail_line(p_subject, 200), p_text, '{}',
            p_refs[cardinality(p_refs)], p_refs, p_files);
    perform work.enqueue('mail.send', jsonb_build_object('mail_id', p_id));
end
$$;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Asking for a mail, and the steps of sending it. An attempt is three transactions, so that no end of a process, of a
-- connection or of a server can make one mail two:
--   begin_sending   who sends, and what
--   hand_over       right before the server gets the last piece, without which it must forget the rest
--   settle          what the server said
-- A mail found handed over by another attempt has become unsure: perhaps the server has it.
begin;

set role stagefy_definer;

-- A value as it may stand in a header: one line, no control characters, no end of its own.
create function internal.mail_line(p_value text, p_most int) returns text
language sql immutable as $$
    select nullif(left(btrim(regexp_replace(p_value, '[[:cntrl:][:space:]\u2028\u2029]+', ' ', 'g')), p_most), '')
$$;

-- Subjects only: bodies are filled in by C, after their form has been read, so that no value can add to it.
create function internal.mail_fill(p_text text, p_params jsonb) returns text
language plpgsql immutable as $$
declare
    filled text := '';
    piece text;
begin
    for piece in select m[1] from regexp_matches(p_text, '(\{[a-z_]+\}|[^{]+|\{)', 'g') m loop
        filled := filled || case when piece ~ '^\{[a-z_]+\}$'
                                 then coalesce(internal.mail_line(p_params ->> btrim(piece, '{}'), 120), '') else piece end;
    end loop;
    return filled;
end
$$;

-- Contract: the language of mails for somebody with this locale, or the first of them that is set: fr or en.
create function mail.language(variadic p_locales text[]) returns text
language sql immutable as $$
    select case when (select l from unnest(p_locales) with ordinality u (l, n) where l is not null order by n limit 1) ~ '^fr(-|$)'
                then 'fr' else 'en' end
$$;

-- Writes the row; answers its id, or NULL when the recipient or the agency has had too many. Links in a mail are how an
-- account is taken, and mail to strangers how a sender loses its name: 10 a day to one address but for the digest, 500 a
-- day from one agency.
create function internal.write_mail(p_agency uuid, p_audience text, p_template text, p_language text, p_to text,
    p_to_name text, p_from_name text, p_reply_to text, p_unsubscribe text, p_params jsonb, out id uuid, out state text)
language plpgsql volatile as $$
declare
    words internal.mail_templates;
begin
    select t.* into words from internal.mail_templates t where t.name = p_template and t.language = p_language;
    if words.name is null then
        raise exception 'there is no mail "%" in "%"', p_template, p_language;
    end if;
    state := case when p_template <> 'digest'
                       and (select count(*) from internal.mails m
                            where m.to_address = lower(p_to) and m.created_at > app.now() - interval '1 day' and m.state <> 'withheld') >= 10
                    or p_agency is not null
                       and (select count(*) from internal.mails m
                            where m.agency_id = p_agency and m.created_at > app.now() - interval '1 day' and m.template <> 'digest'
                              and m.state <> 'withheld') >= 500
                  then 'withheld' else 'queued' end;
    insert into internal.mails (agency_id, audience, template, language, to_address, to_name, from_name, reply_to, unsubscribe,
                                subject, body, params, state)
    values (p_agency, p_audience, p_template, p_language, lower(p_to), internal.mail_line(p_to_name, 120),
            internal.mail_line(p_from_name, 120), p_reply_to, p_unsubscribe, internal.mail_fill(words.subject, p_params),
            words.body, p_params, write_mail.state)
    returning mails.id into id;
end
$$;

-- Contract: a mail of the caller's agency, in the caller's transaction: p_template in p_language to p_to. p_params are the
-- template's texts; a link is a path of ours (/invitation#…), before which PUBLIC_URL is put. p_audience: who of the agency
-- may look at it (public.mail_audience); p_from_name and p_reply_to: in whose name; p_unsubscribe: a path for
-- List-Unsubscribe. Answers the mail's state: queued, or withheld when there were too many. For definer functions.
create function mail.enqueue(p_template text, p_language text, p_to text, p_to_name text, p_params jsonb,
    p_audience text default 'managers', p_from_name text default null, p_reply_to text default null,
    p_unsubscribe text default null) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    made record;
begin
    if app.agency_id() is null then
        perform app.fail('SF400', 'say which agency, by the header Agency-Id');
    end if;
    select w.id, w.state into made
    from internal.write_mail(app.agency_id(), p_audience, p_template, p_language, p_to, p_to_name, p_from_name, p_reply_to,
                             p_unsubscribe, p_params) w;
    if made.state = 'queued' then
        perform work.enqueue('mail.send', jsonb_build_object('mail_id', made.id));
    end if;
    return made.state;
end
$$;

-- Contract: the same for a mail of nobody's agency, which platform admins alone may look at.
create function mail.enqueue_platform(p_template text, p_language text, p_to text, p_to_name text, p_params jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    made record;
begin
    select w.id, w.state into made
    from internal.write_mail(null, 'platform', p_template, p_language, p_to, p_to_name, null, null, null, p_params) w;
    if made.state = 'queued' then
        perform work.enqueue_platform('mail.send', jsonb_build_object('mail_id', made.id));
    end if;
    return made.state;
end
$$;

-- Contract: begins an attempt at p_id, a mail of the agency of the job. p_repeatable: handing over twice does no harm (the
-- folder). state tells what to do: sending (go on), or the end that it has come to already: sent, withheld, or unsure.
-- A mail that has failed is tried again when a person has its job tried again; one that is unsure stays so.
create function mail.begin_sending(p_id uuid, p_domain text, p_repeatable boolean,
    out state text, out message_id text, out to_address text, out to_name text, out from_name text, out reply_to text,
    out unsubscribe text, out subject text, out body text, out params jsonb, out language text, out created_at timestamptz)
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
    returning m.message_id, m.to_address, m.to_name, m.from_name, m.reply_to, m.unsubscribe, m.subject, m.body, m.params, m.language, m.created_at
    into message_id, to_address, to_name, from_name, reply_to, unsubscribe, subject, body, params, language, created_at;
end
$$;

-- Contract: the server is about to have all of it. Raises SF409 when somebody else has this mail meanwhile.
create function mail.hand_over(p_id uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update internal.mails m set state = 'handed_over'
    where m.id = p_id and m.agency_id is not distinct from app.agency_id() and m.state = 'sending';
    if not found then
        perform app.fail('SF409', 'this mail is not being sent by this attempt');
    end if;
end
$$;

-- Contract: how an attempt has ended: sent, queued (later again), failed or unsure, with the server's last words. p_keep:
-- what it says stays, for whoever has no server that delivers it.
create function mail.settle(p_id uuid, p_state text, p_code int, p_answer text, p_keep boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update internal.mails m
    set state = p_state, answer_code = p_code, answer = left(p_answer, 500),
        sent_at = case when p_state = 'sent' then app.now() end,
        body = case when p_keep or p_state <> 'sent' then m.body end,
        params = case when p_keep or p_state <> 'sent' then m.params end
    where m.id = p_id and m.agency_id is not distinct from app.agency_id() and m.state in ('sending', 'handed_over');
    if not found then
        perform app.fail('SF409', 'this mail is not being sent by this attempt');
    end if;
end
$$;

-- Contract: mails left behind by a job that was cancelled, or lost its workers, have failed; what mails said that are older
-- than a week and have not left goes, since their links are good for no longer; and so do mails older than p_days. Answers
-- how many of those went.
create function mail.tidy(p_days int default 30) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone bigint;
begin
    update internal.mails m set state = case m.state when 'handed_over' then 'unsure' else 'failed' end, answer = 'its job has ended'
    where m.created_at < app.now() - interval '4 days' and m.state in ('queued', 'sending', 'handed_over');
    update internal.mails m set body = null, params = null
    where m.created_at < app.now() - interval '8 days' and m.body is not null and m.state in ('failed', 'unsure', 'withheld');
    delete from internal.mails m where m.created_at < app.now() - make_interval(days => p_days);
    get diagnostics gone = row_count;
    return gone;
end
$$;

grant execute on function mail.begin_sending(uuid, text, boolean), mail.hand_over(uuid),
    mail.settle(uuid, text, int, text, boolean) to stagefy_jobs;
grant execute on function mail.tidy(int) to stagefy_owner, stagefy_jobs;

-- The words of a digest: whoever counts notifications asks for it. Other mails are with the domain that sends them.
insert into internal.mail_templates (name, language, subject, body) values
('digest', 'en', '{agency}: what is new ({count})', $words$Hello,

This happened at {agency} since the last mail:

* {items}

-> See all | {link}

-- You choose in your profile which of these mails you get.$words$),
('digest', 'fr', '{agency} : les nouveautés ({count})', $words$Bonjour,

Voici ce qui s’est passé chez {agency} depuis le dernier message :

* {items}

-> Tout voir | {link}

-- Choisissez dans votre profil les messages que vous recevez.$words$);

reset role;

commit;

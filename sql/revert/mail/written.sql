-- SPDX-License-Identifier: Apache-2.0
begin;

set role stagefy_definer;
drop function mail.enqueue_written(uuid, text, text, text, text, text, text, text, text, text[], jsonb);
delete from internal.mails where template = 'message';
drop function mail.platform_content(uuid);
drop function mail.begin_sending(uuid, text, boolean);

-- Contract: what one of them says. Raises SF403 likewise; no row when there is none.
create function mail.platform_content(p_id uuid)
returns table (subject text, body text, params jsonb, language text, from_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if app.role() is distinct from 'platform' then
        perform app.fail('SF403', 'only a platform admin sees these', '{"needs": "platform"}');
    end if;
    return query
    select m.subject, m.body, m.params, m.language, m.from_name from internal.mails m where m.agency_id is null and m.id = p_id;
end
$$;
grant execute on function mail.platform_content(uuid) to stagefy_api;

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
grant execute on function mail.begin_sending(uuid, text, boolean) to stagefy_jobs;
reset role;

drop view mail.contents;
create view mail.contents with (security_invoker = true) as
    select m.id, m.agency_id, m.subject, m.body, m.params, m.language, m.from_name from internal.mails m;
comment on view mail.contents is 'what mails say, for whoever may look at them';
grant select on mail.contents to stagefy_api;

alter table internal.mails drop column files, drop column return_path, drop column refs, drop column in_reply_to;

commit;

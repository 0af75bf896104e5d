-- SPDX-License-Identifier: Apache-2.0
-- Notifications by mail: one mail a person and a while. Which ones are in it is decided and written down in the transaction
-- that asks for the mail, so none is mailed twice and none that was read meanwhile.
begin;

set role stagefy_definer;

-- The last eight o'clock in the morning there.
create function internal.last_morning(p_zone text) returns timestamptz
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    morning timestamptz := (date_trunc('day', app.now() at time zone p_zone) + interval '8 hours') at time zone p_zone;
begin
    if morning > app.now() then
        morning := (date_trunc('day', app.now() at time zone p_zone) - interval '16 hours') at time zone p_zone;
    end if;
    return morning;
end
$$;

-- Contract: for stagefy_jobs, every few minutes: asks for a job notify.digest for whoever has something to be mailed whose time
-- has come: ten minutes after it first happened, or at the next eight o'clock of the agency. Only to addresses that are
-- confirmed; what nobody could be mailed for a week is not sent any more. Answers how many.
create function notify.ask_digests() returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    asked int;
begin
    select count(work.enqueue_for(w.agency_id, 'notify.digest', jsonb_build_object('user_id', w.user_id), 'digest ' || w.user_id)) into asked
    from (select n.agency_id, n.user_id
          from public.notifications n
          join internal.entrances e on e.agency_id = n.agency_id and e.user_id = n.user_id
          join public.users u on u.id = n.user_id and u.email is not null and u.email_verified
          join public.agencies a on a.id = n.agency_id
          left join public.notification_preferences p on p.agency_id = n.agency_id and p.user_id = n.user_id
          where n.by_mail and n.mailed_at is null and n.read_at is null and n.happened_at > app.now() - interval '7 days'
            and n.created_at <= case coalesce(p.mail_digest, 'soon') when 'soon' then app.now() - interval '10 minutes'
                                                                     when 'daily' then internal.last_morning(a.time_zone) end
          group by n.agency_id, n.user_id
          order by n.agency_id, n.user_id) w;
    return asked;
end
$$;

-- Contract: for stagefy_jobs, in a job of the agency: what p_user is to be mailed, newest first, locked until the transaction
-- ends, with the language for it. No row: nothing any more.
create function notify.due(p_user uuid) returns table (id uuid, kind text, params jsonb, times int, language text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select n.id, n.kind::text, n.params, n.times, mail.language(u.locale, a.locale)
    from public.notifications n
    join internal.entrances e on e.agency_id = n.agency_id and e.user_id = n.user_id
    join public.users u on u.id = n.user_id and u.email is not null and u.email_verified
    join public.agencies a on a.id = n.agency_id
    left join public.notification_preferences p on p.agency_id = n.agency_id and p.user_id = n.user_id
    where n.agency_id = app.agency_id() and n.user_id = p_user and p.mail_digest is distinct from 'off'
      and n.by_mail and n.mailed_at is null and n.read_at is null and n.happened_at > app.now() - interval '7 days'
    order by n.happened_at desc, n.id desc
    for update of n;
end
$$;

-- Contract: behind notify.due in its transaction: mails p_user the digest with p_items ([{"text", "url"}]) and writes down that
-- p_ids went out with it. Raises SF409 when one of them did already.
create function notify.mail_digest(p_user uuid, p_ids uuid[], p_items jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    marked int;
begin
    update public.notifications n set mailed_at = app.now()
    where n.agency_id = app.agency_id() and n.user_id = p_user and n.id = any (p_ids) and n.mailed_at is null and n.read_at is null;
    get diagnostics marked = row_count;
    if marked <> cardinality(p_ids) then
        perform app.fail('SF409', 'one of them was mailed already');
    end if;
    -- of one person: not for the eyes of the agency's managers
    perform mail.enqueue('digest', mail.language(u.locale, a.locale), u.email, u.full_name,
                         jsonb_build_object('agency', a.name, 'count', marked, 'link', '/notifications', 'items', p_items),
                         'platform', null, null, '/profile#notifications')
    from public.users u join public.agencies a on a.id = app.agency_id() where u.id = p_user;
end
$$;

grant execute on function notify.ask_digests(), notify.due(uuid), notify.mail_digest(uuid, uuid[], jsonb) to stagefy_jobs;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Telling somebody of something, reading it, choosing what one wants to be told of.
begin;

set role stagefy_definer;

-- Contract: for definer functions of any domain, in the transaction of what happened: tells p_user, who is a member of
-- p_agency, of p_kind, unless p_user is p_by, who did it, or has left, or wants to hear of such things in no way. p_params are
-- texts for the words of that kind (src/notify/kinds.def); p_subject_type and p_subject_id what it is about, by table and id.
-- As long as the person has neither read it nor been mailed it, the same again (p_group; NULL: the same subject) only makes
-- its times grow. Answers whether the person is told.
create function notify.tell(p_agency uuid, p_user uuid, p_kind text, p_params jsonb, p_subject_type text, p_subject_id uuid,
                            p_group text default null, p_by uuid default app.user_id()) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    wants record;
begin
    if p_user is not distinct from p_by or not exists (select from internal.entrances e where e.user_id = p_user and e.agency_id = p_agency) then
        return false;
    end if;
    select coalesce((p.kinds -> p_kind ->> 'in_app')::boolean, k.in_app) as in_app,
           coalesce((p.kinds -> p_kind ->> 'mail')::boolean, k.mail) and p.mail_digest is distinct from 'off' as by_mail
    into strict wants
    from internal.notification_kinds k
    left join public.notification_preferences p on p.agency_id = p_agency and p.user_id = p_user
    where k.kind = p_kind;
    if not wants.in_app and not wants.by_mail then
        return false;
    end if;
    insert into public.notifications as n (agency_id, user_id, kind, params, subject_type, subject_id, group_key, in_app, by_mail)
    values (p_agency, p_user, p_kind, p_params, p_subject_type, p_subject_id, coalesce(p_group, p_subject_id::text), wants.in_app, wants.by_mail)
    on conflict (agency_id, user_id, kind, group_key) where read_at is null and mailed_at is null do update
    set times = n.times + 1, params = excluded.params, subject_type = excluded.subject_type, subject_id = excluded.subject_id,
        in_app = excluded.in_app, by_mail = excluded.by_mail, happened_at = greatest(n.happened_at, excluded.happened_at);
    return true;
end
$$;

-- Contract: the same to every admin and owner of p_agency.
create function notify.tell_managers(p_agency uuid, p_kind text, p_params jsonb, p_subject_type text, p_subject_id uuid,
                                     p_by uuid default app.user_id()) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    -- in one order, so that two who tell the same people do not wait for each other in a circle
    perform notify.tell(p_agency, m.user_id, p_kind, p_params, p_subject_type, p_subject_id, null, p_by)
    from (select e.user_id from internal.entrances e where e.agency_id = p_agency and e.role in ('admin', 'owner') order by e.user_id) m;
end
$$;

-- Contract: the language of the caller's notifications: fr or en.
create function notify.language() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select mail.language(u.locale, a.locale)
            from public.users u left join public.agencies a on a.id = app.agency_id() where u.id = app.user_id());
end
$$;

-- Contract: the caller has read p_id. Answers whether there is such a one.
create function notify.mark_read(p_id uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.notifications n set read_at = coalesce(n.read_at, app.now())
    where n.agency_id = app.agency_id() and n.id = p_id and n.user_id = app.user_id() and n.in_app;
    return found;
end
$$;

-- Contract: the caller has read all that happened up to p_until; what came, or came again, since stays unread. Answers how many.
create function notify.mark_all_read(p_until timestamptz) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    marked int;
begin
    update public.notifications n set read_at = app.now()
    where n.agency_id = app.agency_id() and n.user_id = app.user_id() and n.in_app and n.read_at is null and n.happened_at <= p_until;
    get diagnostics marked = row_count;
    return marked;
end
$$;

-- Contract: what the caller wants in the agency of the context: one row a kind, in no order.
create function notify.preferences() returns table (kind text, in_app boolean, mail boolean, mail_digest text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select k.kind::text, coalesce((p.kinds -> k.kind ->> 'in_app')::boolean, k.in_app), coalesce((p.kinds -> k.kind ->> 'mail')::boolean, k.mail),
           coalesce(p.mail_digest, 'soon')::text
    from internal.notification_kinds k
    left join public.notification_preferences p on p.agency_id = app.agency_id() and p.user_id = app.user_id();
end
$$;

-- Contract: the caller's choice from now on. p_kinds: [{"kind", "in_app", "mail"}], the others stay as they are; NULL anywhere:
-- as it is. Raises SF403 for whoever is no member of the agency.
create function notify.prefer(p_mail_digest text, p_kinds jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    differing jsonb;
begin
    if not exists (select from internal.entrances e where e.user_id = app.user_id() and e.agency_id = app.agency_id()) then
        perform app.fail('SF403', 'only members are notified', '{"needs": "membership"}');
    end if;
    perform pg_advisory_xact_lock(hashtextextended('notify.prefer ' || app.user_id(), 0));
    select jsonb_object_agg(k.kind, jsonb_build_object('in_app', coalesce(c.in_app, p.in_app), 'mail', coalesce(c.mail, p.mail)))
    into differing
    from internal.notification_kinds k
    join notify.preferences() p on p.kind = k.kind
    left join jsonb_to_recordset(p_kinds) c (kind text, in_app boolean, mail boolean) on c.kind = k.kind
    where (k.in_app, k.mail) is distinct from (coalesce(c.in_app, p.in_app), coalesce(c.mail, p.mail));
    insert into public.notification_preferences as n (agency_id, user_id, mail_digest, kinds)
    values (app.agency_id(), app.user_id(), coalesce(p_mail_digest, 'soon'), coalesce(differing, '{}'))
    on conflict on constraint notification_preferences_user_id_key do update
    set mail_digest = coalesce(p_mail_digest, n.mail_digest), kinds = excluded.kinds;
end
$$;

-- Contract: for stagefy_jobs, daily: forgets what was read p_days ago, or went out by mail alone, and all of it after a year.
-- Answers how many.
create function notify.tidy(p_days int) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone bigint;
begin
    delete from public.notifications n
    where n.created_at < app.now() - make_interval(days => p_days)
      and (n.read_at < app.now() - make_interval(days => p_days) or not n.in_app and n.mailed_at is not null
           or n.happened_at < app.now() - interval '1 year');
    get diagnostics gone = row_count;
    return gone;
end
$$;

grant execute on function notify.language(), notify.mark_read(uuid), notify.mark_all_read(timestamptz), notify.preferences(),
    notify.prefer(text, jsonb) to stagefy_api;
grant execute on function notify.tidy(int) to stagefy_jobs;

reset role;

commit;

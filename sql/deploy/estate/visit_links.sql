-- SPDX-License-Identifier: Apache-2.0
-- What visitors do without an account: a link by mail, behind which they confirm a visit, ask for another time, or call it off.
-- And what its agent is told: their answer, and the visit a day before.
begin;

alter table public.visits add column wish text check (length(wish) between 1 and 500);
comment on column public.visits.wish is 'the other time that the visitor asks for, in their words; a move forgets it';

-- Two more words in a list that other changes add to as well.
do $$
declare
    kinds text[];
begin
    select array_agg(m[1]) into kinds
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') m
    where c.contypid = 'public.notification_kind'::regtype and c.conname = 'notification_kind_check';
    alter domain public.notification_kind drop constraint notification_kind_check;
    execute format('alter domain public.notification_kind add constraint notification_kind_check check (value in (%s))',
                   (select string_agg(quote_literal(k), ', ') from unnest(kinds || '{visit_reminder,visit_answer}') k));
end
$$;

set role stagefy_definer;

create table internal.visit_links (
    agency_id uuid not null,
    visit_id uuid not null,
    digest bytea not null unique check (length(digest) = 32),
    made_at timestamptz not null default app.now(),
    primary key (agency_id, visit_id)
);
alter table internal.visit_links enable row level security;
alter table internal.visit_links force row level security;
create policy definer on internal.visit_links to stagefy_definer using (true) with check (true);
comment on policy definer on internal.visit_links is 'the functions below: every row';
comment on table internal.visit_links is 'the last link that was mailed of a visit, by the SHA-256 of its token';

create table internal.visit_reminders (
    agency_id uuid not null,
    visit_id uuid not null,
    starts_at timestamptz not null,
    primary key (agency_id, visit_id, starts_at)
);
alter table internal.visit_reminders enable row level security;
alter table internal.visit_reminders force row level security;
create policy definer on internal.visit_reminders to stagefy_definer using (true) with check (true);
comment on policy definer on internal.visit_reminders is 'estate.remind_visits: every row';
comment on table internal.visit_reminders is 'which visits their agents were reminded of, and for when';

insert into internal.notification_kinds (kind, in_app, mail) values ('visit_reminder', true, false), ('visit_answer', true, true);

-- Contract: mails the visitor of p_visit, which the caller may change, a link with p_token; the one before ends. Raises SF404,
-- SF403, SF409 for a visit that is over or called off, SF422 /contact_id for one whose visitor has no address. Answers the
-- mail's state: queued, or withheld when there were too many.
create function estate.invite_visitor(p_visit uuid, p_token text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    asked public.visits;
    words record;
begin
    select v.* into asked from public.visits v
    where v.agency_id = app.agency_id() and v.id = p_visit and v.deleted_at is null
      and (app.reads_all() or app.user_id() in (v.owner_id, v.agent_id))
    for no key update;
    if not found then
        perform app.fail('SF404', 'there is no such visit');
    elsif not coalesce(app.writes_all() or app.writes_own() and app.user_id() in (asked.owner_id, asked.agent_id), false) then
        perform app.fail('SF403', 'you may read this visit, but not change it', '{"needs": "owner of the record, or admin"}');
    elsif asked.status not in ('requested', 'confirmed') or asked.ends_at <= app.now() then
        perform app.fail('SF409', 'this visit is over, or was called off', '{"pointer": "/status", "code": "not_allowed"}');
    end if;
    select c.email, c.name, a.name as agency, mail.language(a.locale) as language, m.display_name as agent,
           case when u.email_verified then u.email end as reply_to, concat_ws(', ', p.address, p.city) as property,
           to_char(asked.starts_at at time zone a.time_zone, 'DD.MM.YYYY') as day, to_char(asked.starts_at at time zone a.time_zone, 'HH24:MI') as time
    into words
    from public.agencies a
    join public.properties p on p.agency_id = a.id and p.id = asked.property_id
    left join public.contacts c on c.agency_id = a.id and c.id = asked.contact_id and c.deleted_at is null
    left join public.memberships m on m.agency_id = a.id and m.user_id = asked.agent_id
    left join public.users u on u.id = asked.agent_id
    where a.id = asked.agency_id;
    if words.email is null then
        perform app.fail('SF422', 'has no e-mail address', '{"pointer": "/contact_id", "code": "required"}');
    end if;
    insert into internal.visit_links as l (agency_id, visit_id, digest) values (asked.agency_id, asked.id, internal.token_hash(p_token))
    on conflict (agency_id, visit_id) do update set digest = excluded.digest, made_at = excluded.made_at;
    return mail.enqueue('visit', words.language, words.email, words.name,
                        jsonb_build_object('agency', words.agency, 'property', words.property, 'day', words.day, 'time', words.time,
                                           'agent', coalesce(words.agent, words.agency), 'link', '/visit#' || p_token),
                        'managers', words.agency, words.reply_to);
end
$$;

-- The live visit behind a link, locked; until it is over. Raises SF410: unknown, renewed and over are one answer.
create function internal.linked_visit(p_digest bytea) returns public.visits
language plpgsql volatile as $$
declare
    found public.visits;
begin
    select v.* into found from internal.visit_links l join public.visits v on v.agency_id = l.agency_id and v.id = l.visit_id
    where l.digest = p_digest and v.deleted_at is null and v.ends_at > app.now()
    for no key update of v;
    if found.id is null then
        perform app.fail('SF410', 'this link has expired, or a newer one was sent');
    end if;
    return found;
end
$$;

-- Contract: public, since the token is the credential: what a visitor sees of the visit behind p_digest. Raises SF410.
create function estate.read_visit_link(p_digest bytea, out agency_name text, out agent_name text, out property text, out place text,
    out starts_at timestamptz, out ends_at timestamptz, out time_zone text, out status text, out wish text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    visit public.visits := internal.linked_visit(p_digest);
begin
    select a.name, m.display_name, concat_ws(', ', p.address, nullif(concat_ws(' ', p.zip_code, p.city), '')), a.time_zone
    into agency_name, agent_name, property, time_zone
    from public.agencies a
    join public.properties p on p.agency_id = a.id and p.id = visit.property_id
    left join public.memberships m on m.agency_id = a.id and m.user_id = visit.agent_id
    where a.id = visit.agency_id;
    place := visit.place;
    starts_at := visit.starts_at;
    ends_at := visit.ends_at;
    status := visit.status;
    wish := visit.wish;
end
$$;

-- Contract: public, too: the visitor's answer. confirm; another_time, with p_words; cancel, with or without. The same again
-- changes nothing. Tells the agent. Raises SF410, SF409 for what the visit does not become any more.
create function estate.answer_visit_link(p_digest bytea, p_answer text, p_words text, p_address inet) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    visit public.visits;
    wanted text;
begin
    visit := internal.linked_visit(p_digest);
    perform app.set_context(visit.agency_id, null, null, null, app.request_id(), p_address);
    wanted := case p_answer when 'confirm' then 'confirmed' when 'cancel' then 'cancelled' else visit.status end;
    if p_answer = 'another_time' and visit.status not in ('requested', 'confirmed') then
        perform app.fail('SF409', format('a visit that is %s is not moved', visit.status), '{"pointer": "/answer", "code": "not_allowed"}');
    elsif p_answer = 'another_time' and p_words is null then
        perform app.fail('SF422', 'is required', '{"pointer": "/words", "code": "required"}');
    elsif wanted = visit.status and (p_answer <> 'another_time' or visit.wish is not distinct from p_words) then
        return;
    end if;
    update public.visits v
    set status = wanted,
        wish = case p_answer when 'another_time' then p_words end,
        cancel_reason = case p_answer when 'cancel' then left(p_words, 300) else v.cancel_reason end
    where v.agency_id = visit.agency_id and v.id = visit.id;
    if visit.agent_id is not null then
        perform notify.tell(visit.agency_id, visit.agent_id, 'visit_answer', t.params || jsonb_build_object('answer', p_answer), 'visits', visit.id)
        from internal.visit_words(visit) t (params);
    end if;
end
$$;

-- A visit in the words of a notification: when, where, who comes.
create function internal.visit_words(p_visit public.visits) returns jsonb
language sql stable as $$
    select jsonb_build_object('day', to_char(p_visit.starts_at at time zone a.time_zone, 'DD.MM.'), 'time', to_char(p_visit.starts_at at time zone a.time_zone, 'HH24:MI'),
                              'property', p.address, 'visitor', coalesce(c.name, '–'))
    from public.agencies a
    join public.properties p on p.agency_id = a.id and p.id = p_visit.property_id
    left join public.contacts c on c.agency_id = a.id and c.id = p_visit.contact_id
    where a.id = p_visit.agency_id
$$;

-- Contract: for stagefy_jobs, again and again: tells agents of the visits that begin within a day and were booked before that,
-- each once for the time it is at. Answers how many.
create function estate.remind_visits() returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    told bigint;
begin
    with due as (
        insert into internal.visit_reminders (agency_id, visit_id, starts_at)
        select v.agency_id, v.id, v.starts_at from public.visits v
        where v.status in ('requested', 'confirmed') and v.deleted_at is null and v.agent_id is not null
          and v.starts_at > app.now() and v.starts_at <= app.now() + interval '1 day' and v.created_at <= v.starts_at - interval '1 day'
        on conflict do nothing
        returning agency_id, visit_id
    )
    select count(notify.tell(v.agency_id, v.agent_id, 'visit_reminder', internal.visit_words(v), 'visits', v.id, null, null))
    into told
    from due d join public.visits v on v.agency_id = d.agency_id and v.id = d.visit_id;
    delete from internal.visit_reminders r where r.starts_at < app.now() - interval '7 days';
    return told;
end
$$;

grant execute on function estate.invite_visitor(uuid, text), estate.read_visit_link(bytea), estate.answer_visit_link(bytea, text, text, inet)
    to stagefy_api;
grant execute on function estate.remind_visits() to stagefy_jobs;

insert into internal.mail_templates (name, language, subject, body) values
('visit', 'en', 'Your visit on {day} at {time}', $words$Hello,

{agent} of {agency} expects you on {day} at {time}: {property}.

-> Confirm or change the visit | {link}

You can also ask for another time there, or call the visit off.

-- You get this mail because {agency} has booked a visit for you.$words$),
('visit', 'fr', 'Votre visite le {day} à {time}', $words$Bonjour,

{agent} de {agency} vous attend le {day} à {time} : {property}.

-> Confirmer ou modifier la visite | {link}

Vous pouvez aussi y demander un autre moment, ou annuler la visite.

-- Vous recevez ce message parce que {agency} a planifié une visite pour vous.$words$);

reset role;

grant references on public.visits to stagefy_definer;
set role stagefy_definer;
alter table internal.visit_links
    add constraint visit_links_visit_id_fkey foreign key (agency_id, visit_id) references public.visits (agency_id, id) on delete cascade;
alter table internal.visit_reminders
    add constraint visit_reminders_visit_id_fkey foreign key (agency_id, visit_id) references public.visits (agency_id, id) on delete cascade;
reset role;
revoke references on public.visits from stagefy_definer;

create index visits_soon on public.visits (starts_at) where status in ('requested', 'confirmed') and deleted_at is null;

create function estate.forget_wish() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    new.wish := null;
    return new;
end
$$;
create trigger forget_wish before update of starts_at on public.visits
    for each row when (new.starts_at <> old.starts_at) execute function estate.forget_wish();

commit;

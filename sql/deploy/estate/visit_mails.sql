-- SPDX-License-Identifier: Apache-2.0
-- Visitors who had a confirmed visit are mailed when it is moved or called off, unless its agent does not want that.
begin;

alter table public.visits add column tells_visitor boolean not null default true;
comment on column public.visits.tells_visitor is 'whoever comes is mailed when the visit is moved or called off';
grant insert (tells_visitor), update (tells_visitor) on public.visits to stagefy_api;

set role stagefy_definer;

insert into internal.mail_templates (name, language, subject, body) values
('visit_moved', 'en', 'Your visit was changed: {day} at {time}', $words$Hello,

your visit with {agency} was changed: {agent} now expects you on {day} at {time}, {place}.

Before, it was on {old_day} at {old_time}, {old_place}.

If that does not suit you, answer this mail.

-- You get this mail because {agency} has booked a visit for you.$words$),
('visit_moved', 'fr', 'Votre visite a changé : le {day} à {time}', $words$Bonjour,

votre visite avec {agency} a changé : {agent} vous attend désormais le {day} à {time}, {place}.

Elle était prévue le {old_day} à {old_time}, {old_place}.

Si cela ne vous convient pas, répondez à ce message.

-- Vous recevez ce message parce que {agency} a planifié une visite pour vous.$words$),
('visit_cancelled', 'en', 'Your visit on {day} does not take place', $words$Hello,

your visit with {agency} on {day} at {time} was called off: {place}.

If you would like another one, answer this mail.

-- You get this mail because {agency} had booked a visit for you.$words$),
('visit_cancelled', 'fr', 'Votre visite du {day} n’a pas lieu', $words$Bonjour,

votre visite avec {agency} du {day} à {time} a été annulée : {place}.

Si vous souhaitez un autre rendez-vous, répondez à ce message.

-- Vous recevez ce message parce que {agency} avait planifié une visite pour vous.$words$);

-- One mail a change of when or where, or when it is called off, to whoever had it confirmed, as long as it lies ahead. Not to a
-- visitor who did that by the link of a mail: then nobody is signed in.
create function estate.tell_visitor() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    template text := case when new.status = 'cancelled' then 'visit_cancelled' else 'visit_moved' end;
begin
    if app.user_id() is null or greatest(old.starts_at, new.starts_at) <= app.now() then
        return null;
    end if;
    perform mail.enqueue(template, mail.language(a.locale), c.email, c.name,
        jsonb_build_object('agency', a.name, 'agent', coalesce(m.display_name, a.name),
            'place', coalesce(new.place, concat_ws(', ', p.address, p.city)), 'old_place', coalesce(old.place, concat_ws(', ', p.address, p.city)),
            'day', to_char(new.starts_at at time zone a.time_zone, 'DD.MM.YYYY'), 'time', to_char(new.starts_at at time zone a.time_zone, 'HH24:MI'),
            'old_day', to_char(old.starts_at at time zone a.time_zone, 'DD.MM.YYYY'), 'old_time', to_char(old.starts_at at time zone a.time_zone, 'HH24:MI')),
        'managers', a.name, case when u.email_verified then u.email end)
    from public.agencies a
    join public.properties p on p.agency_id = a.id and p.id = new.property_id
    join public.contacts c on c.agency_id = a.id and c.id = new.contact_id and c.deleted_at is null and c.email is not null
    left join public.memberships m on m.agency_id = a.id and m.user_id = new.agent_id
    left join public.users u on u.id = new.agent_id
    where a.id = new.agency_id;
    return null;
end
$$;
grant execute on function estate.tell_visitor() to stagefy_owner;

reset role;

create trigger tell_visitor after update on public.visits
    for each row when (new.tells_visitor and new.deleted_at is null and old.status = 'confirmed' and old.contact_id = new.contact_id
                       and (new.status = 'cancelled'
                            or new.status = 'confirmed' and new.property_id = old.property_id and (old.starts_at <> new.starts_at or old.place is distinct from new.place)))
    execute function estate.tell_visitor();

commit;

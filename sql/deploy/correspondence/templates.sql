-- SPDX-License-Identifier: Apache-2.0
-- Texts that are written again and again, with names in double braces that stand for what is known of the contact and the rest.
begin;

create table public.message_templates (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    author_id uuid not null default app.user_id() references public.users (id),
    external_ref text check (length(external_ref) <= 120),
    name text not null check (length(name) between 1 and 120),
    language text not null default 'en' check (language in ('en', 'fr')),
    subject text not null check (length(subject) between 1 and 200),
    body text not null check (length(body) between 1 and 20000),
    private boolean not null default false,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint message_templates_external_ref_key unique (agency_id, external_ref),
    constraint message_templates_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id)
);
comment on column public.message_templates.private is 'its author''s alone; else whoever belongs to the agency may use it';

create index message_templates_list on public.message_templates (agency_id, created_at desc, id desc);
create index message_templates_sync on public.message_templates (agency_id, updated_at, id);
create index message_templates_owner on public.message_templates (agency_id, owner_id, created_at desc, id desc);
create index message_templates_author on public.message_templates (author_id);
create index message_templates_name on public.message_templates (agency_id, name, id) where deleted_at is null;
create index message_templates_language on public.message_templates (agency_id, language, created_at desc, id desc) where deleted_at is null;

call internal.protect('public.message_templates');
create policy read on public.message_templates for select
    using (agency_id = app.agency_id() and (not private or author_id = app.user_id()));
comment on policy read on public.message_templates is 'all members, since a text says nothing of a record; what is private its author alone, whatever the role of others';
create policy add on public.message_templates for insert
    with check (agency_id = app.agency_id() and author_id = app.user_id() and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy add on public.message_templates is 'agents, admins and owners: their own';
create policy change on public.message_templates for update
    using (agency_id = app.agency_id() and (not private or author_id = app.user_id())
           and (app.writes_all() or app.writes_own() and owner_id = app.user_id()))
    with check (agency_id = app.agency_id() and (not private or author_id = app.user_id())
                and (app.writes_all() or app.writes_own() and owner_id = app.user_id()));
comment on policy change on public.message_templates is 'agents: their own, which stay theirs; admins and owners: all that they may read';

grant select on public.message_templates to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, owner_id, external_ref, name, language, subject, body, private) on public.message_templates to stagefy_api;
grant update (owner_id, external_ref, name, language, subject, body, private, deleted_at) on public.message_templates to stagefy_api;

set role stagefy_definer;

-- Contract: the names that may stand in double braces, with what each is for p_contact and what the message is about: one
-- object, null where it is not known. The list is here and nowhere else.
create function correspondence.variables(p_agency uuid, p_user uuid, p_contact uuid, p_property uuid, p_deal uuid, p_visit uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select jsonb_build_object(
            'contact.name', c.name,
            'contact.first_name', nullif(split_part(c.name, ' ', 1), ''),
            'contact.email', c.email,
            'property.reference', p.reference,
            'property.title', coalesce(p.title ->> left(a.locale, 2), p.title ->> 'fr', p.title ->> 'en', p.address),
            'property.address', p.address,
            'property.city', p.city,
            'property.price', btrim(translate(to_char(p.price, 'FM999,999,999,999'), ',', U&'\202F')) || ' ' || p.currency,
            'deal.title', d.title,
            'visit.day', to_char(v.starts_at at time zone a.time_zone, 'DD.MM.YYYY'),
            'visit.time', to_char(v.starts_at at time zone a.time_zone, 'HH24:MI'),
            'agent.name', coalesce(m.display_name, u.full_name),
            'agent.email', u.email,
            'agent.phone', u.phone,
            'agency.name', a.name)
        from public.agencies a
        left join public.contacts c on c.agency_id = a.id and c.id = p_contact
        left join public.visits v on v.agency_id = a.id and v.id = p_visit
        left join public.deals d on d.agency_id = a.id and d.id = p_deal
        left join public.properties p on p.agency_id = a.id and p.id = coalesce(p_property, v.property_id, d.property_id)
        left join public.users u on u.id = p_user
        left join public.memberships m on m.agency_id = a.id and m.user_id = u.id
        where a.id = p_agency);
end
$$;

-- Contract: p_text with its names filled in, each once and never what was filled in; those that p_values has no text for stay,
-- and are in missing (known names) or unknown, in the order of the alphabet.
create function correspondence.fill(p_text text, p_values jsonb, out filled text, out missing text[], out unknown text[])
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
    piece text;
    name text;
begin
    filled := '';
    missing := '{}';
    unknown := '{}';
    for piece in select m[1] from regexp_matches(p_text, '(\{\{\s*[^{}\s]+\s*\}\}|[^{]+|\{)', 'g') m loop
        name := substring(piece from '^\{\{\s*([^{}\s]+)\s*\}\}$');
        filled := filled || case when name is null then piece else coalesce(p_values ->> name, piece) end;
        if name is not null and p_values ->> name is null then
            if p_values ? name then missing := missing || name; else unknown := unknown || name; end if;
        end if;
    end loop;
    missing := array(select distinct n from unnest(missing) n order by n);
    unknown := array(select distinct n from unnest(unknown) n order by n);
end
$$;

-- A template names nothing that does not exist.
create function correspondence.check_template() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    known jsonb := correspondence.variables(new.agency_id, null, null, null, null, null);
    part text;
    strange text[];
begin
    foreach part in array array['subject', 'body'] loop
        select f.unknown into strange from correspondence.fill(case part when 'subject' then new.subject else new.body end, known) f;
        if cardinality(strange) > 0 then
            perform app.fail('SF422', format('there is no %s', array_to_string(strange, ', ')),
                             jsonb_build_object('pointer', '/' || part, 'code', 'not_one_of',
                                                'params', jsonb_build_object('allowed', (select jsonb_agg(k order by k) from jsonb_object_keys(known) k))));
        end if;
    end loop;
    return new;
end
$$;
grant execute on function correspondence.check_template() to stagefy_owner;

reset role;

create trigger check_names before insert or update of subject, body on public.message_templates
    for each row execute function correspondence.check_template();
create trigger touch before update on public.message_templates for each row execute function app.touch_row('deleted_at');
create trigger changes after insert or update or delete on public.message_templates
    for each row execute function internal.record_change('records');

commit;

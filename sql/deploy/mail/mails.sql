-- SPDX-License-Identifier: Apache-2.0
-- Mails that the product sends by itself: invitations, links for a forgotten password, digests. Whom it goes to, what it
-- says and its Message-ID are decided when it is asked for; the row then says how far it has come. Who sends is
-- src/mail/send.c.
begin;

create schema mail;
grant usage on schema mail to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read;
grant create on schema mail to stagefy_definer;

create domain public.mail_state as text
    check (value in ('queued', 'sending', 'handed_over', 'sent', 'failed', 'unsure', 'withheld'));
comment on domain public.mail_state is 'queued: waits, also for another attempt. sending: somebody talks to the server. handed_over: all of it but the '
    'last piece is with the server; only its answer can tell. sent. failed: refused for good, or too often. unsure: the '
    'server has it all and never answered; nobody sends it again by itself. withheld: too many to this address';
create domain public.mail_audience as text check (value in ('managers', 'owners', 'platform'));
comment on domain public.mail_audience is 'who may look at a mail: it can hold a link that lets its reader in';

-- What mails say, a row for each language: src/mail/letter.h has the form of `body`. {name} stands for a parameter.
create table internal.mail_templates (
    name text not null check (name ~ '^[a-z][a-z_]*$'),
    language text not null check (language in ('en', 'fr')),
    subject text not null check (length(subject) <= 200 and subject !~ '[\n\r]'),
    body text not null,
    primary key (name, language)
);
grant select, insert, update, delete on internal.mail_templates to stagefy_definer;

create table internal.mails (
    id uuid primary key default app.uuid7(),
    agency_id uuid references public.agencies (id) on delete cascade,
    audience public.mail_audience not null,
    template text not null,
    language text not null,
    to_address public.email_address not null,
    to_name text,
    from_name text,
    reply_to public.email_address,
    unsubscribe text,
    subject text not null,
    body text,
    params jsonb,
    message_id text,
    state public.mail_state not null default 'queued',
    attempts int not null default 0,
    answer_code int,
    answer text check (length(answer) <= 500),
    sent_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    check (agency_id is not null or audience = 'platform')
);
comment on column internal.mails.agency_id is 'whose mail it is; NULL: the platform''s own, such as one for a forgotten password';
comment on column internal.mails.body is 'with params what it says; both go when it has left by SMTP: links in it let their reader in';
comment on column internal.mails.message_id is 'settled by the first attempt, before anything leaves, from the id';
comment on column internal.mails.answer is 'what the server last said, or why there was no answer';
create index mails_list on internal.mails (agency_id, created_at desc, id desc);
create index mails_sync on internal.mails (agency_id, updated_at, id);
create index mails_recipient on internal.mails (to_address, created_at);
create index mails_age on internal.mails using brin (created_at);

call internal.protect('internal.mails');
create policy read on internal.mails for select
    using (agency_id = app.agency_id()
           and (app.role() = 'platform'
                or app.role() = 'owner' and audience <> 'platform'
                or app.role() = 'admin' and audience = 'managers'));
comment on policy read on internal.mails is 'admins and owners of the agency, but no mail whose link would make them more than they are; platform admins. Mails of no agency are shown by mail.platform_mails';
create trigger touch before update on internal.mails for each row execute function app.touch_row();

-- Lists show no words: mail.contents does, a mail at a time.
create view public.mails with (security_invoker = true) as
    select m.id, m.agency_id, m.template, m.language, m.to_address as recipient, m.subject, m.state, m.attempts, m.answer_code,
           m.answer, m.message_id, m.sent_at, m.version, m.created_at, m.updated_at
    from internal.mails m
    where m.agency_id = app.agency_id();
comment on view public.mails is 'mails of the agency, for its admins and owners';
create view mail.contents with (security_invoker = true) as
    select m.id, m.agency_id, m.subject, m.body, m.params, m.language, m.from_name from internal.mails m;
comment on view mail.contents is 'what mails say, for whoever may look at them';
grant select on internal.mails to stagefy_api;
do $$
declare
    stranger text;
begin
    for stranger in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on public.mails from %I', stranger);
    end loop;
end
$$;
grant select on public.mails, mail.contents to stagefy_api;

set role stagefy_definer;

-- Contract: the last mails of no agency, newest first, 200 at most. Raises SF403 unless the caller is a platform admin.
create function mail.platform_mails()
returns table (id uuid, template text, language text, recipient text, subject text, state text, attempts int, answer_code int,
               answer text, message_id text, sent_at timestamptz, version int, created_at timestamptz, updated_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if app.role() is distinct from 'platform' then
        perform app.fail('SF403', 'only a platform admin sees these', '{"needs": "platform"}');
    end if;
    return query
    select m.id, m.template, m.language, m.to_address::text, m.subject, m.state::text, m.attempts, m.answer_code, m.answer,
           m.message_id, m.sent_at, m.version, m.created_at, m.updated_at
    from internal.mails m where m.agency_id is null order by m.created_at desc, m.id desc limit 200;
end
$$;

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

grant execute on function mail.platform_mails(), mail.platform_content(uuid) to stagefy_api;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What people are told of: one's own alone, whatever the role of others. Rows hold a kind and its parameters; the words are
-- src/notify/kinds.def, in the language of whoever reads.
begin;

create schema notify;
grant usage on schema notify to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_owner;
grant create on schema notify to stagefy_definer;
comment on schema notify is 'notifications, preferences, digests';

-- Those of kinds.def, which says what each is. A capability that sends another one adds it in both places.
create domain public.notification_kind as text
    check (value in ('job_failed', 'job_completed', 'webhook_disabled', 'invitation_accepted', 'role_changed'));
create domain public.mail_digest as text check (value in ('off', 'soon', 'daily'));
comment on domain public.mail_digest is 'when notifications go out by mail: never; ten minutes after the first; at eight in the morning of the agency';

-- What holds for somebody who has chosen nothing.
create table internal.notification_kinds (
    kind public.notification_kind primary key,
    in_app boolean not null,
    mail boolean not null
);
call internal.protect('internal.notification_kinds');

create table public.notifications (
    id uuid not null default app.uuid7(),
    agency_id uuid not null references public.agencies (id) on delete cascade,
    user_id uuid not null references public.users (id) on delete cascade,
    kind public.notification_kind not null,
    params jsonb not null default '{}' check (jsonb_typeof(params) = 'object'),
    subject_type text not null check (subject_type ~ '^[a-z_]{1,40}$'),
    subject_id uuid not null,
    group_key text not null check (length(group_key) <= 200),
    times int not null default 1 check (times > 0),
    in_app boolean not null,
    by_mail boolean not null,
    happened_at timestamptz not null default app.now(),
    read_at timestamptz,
    mailed_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    check (in_app or by_mail)
);
comment on column public.notifications.subject_type is 'with subject_id what it is about: the table''s name. No foreign key: what is gone may still be told of';
comment on column public.notifications.group_key is 'the same again, while it is unread and not mailed, makes this one''s times grow';
comment on column public.notifications.times is 'how often it happened; params and subject are of the last time';
comment on column public.notifications.happened_at is 'the last time';
comment on column public.notifications.in_app is 'false: it waits for the digest alone, and no list shows it';
comment on column public.notifications.by_mail is 'it goes into a digest, unless it is read before';
create unique index notifications_group on public.notifications (agency_id, user_id, kind, group_key)
    where read_at is null and mailed_at is null;
create index idx_notifications_user_id on public.notifications (user_id);
create index idx_notifications_created_at on public.notifications (agency_id, user_id, happened_at desc, id desc) where in_app;
create index idx_notifications_read on public.notifications (agency_id, user_id, happened_at desc, id desc) where in_app and read_at is null;
create index notifications_due on public.notifications (happened_at) where by_mail and mailed_at is null and read_at is null;
create index notifications_age on public.notifications using brin (created_at);
create index notifications_list on public.notifications (agency_id, created_at desc, id desc);
create index notifications_sync on public.notifications (agency_id, updated_at, id);

call internal.protect('public.notifications');
create policy read on public.notifications for select
    using (agency_id = app.agency_id() and user_id = app.user_id() and in_app);
comment on policy read on public.notifications is 'the person whom it tells, in the agency of the context; nobody else, whatever their role. notify.tell and notify.mark_read write';
grant select on public.notifications to stagefy_api;
create trigger touch before update on public.notifications
    for each row execute function app.touch_row('params', 'subject_type', 'subject_id', 'times', 'in_app', 'by_mail', 'happened_at', 'mailed_at');
create trigger changes after insert or update or delete on public.notifications
    for each row execute function internal.record_change('personal', 'params');

-- One row of whoever has chosen something. kinds holds what differs from internal.notification_kinds.
create table public.notification_preferences (
    id uuid not null default app.uuid7(),
    agency_id uuid not null references public.agencies (id) on delete cascade,
    user_id uuid not null references public.users (id) on delete cascade,
    mail_digest public.mail_digest not null default 'soon',
    kinds jsonb not null default '{}' check (jsonb_typeof(kinds) = 'object'),
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint notification_preferences_user_id_key unique (agency_id, user_id)
);
comment on column public.notification_preferences.kinds is '{"kind": {"in_app": boolean, "mail": boolean}}';
create index notification_preferences_user on public.notification_preferences (user_id);
create index notification_preferences_list on public.notification_preferences (agency_id, created_at desc, id desc);
create index notification_preferences_sync on public.notification_preferences (agency_id, updated_at, id);

call internal.protect('public.notification_preferences');
create policy read on public.notification_preferences for select
    using (agency_id = app.agency_id() and user_id = app.user_id());
comment on policy read on public.notification_preferences is 'one''s own, in the agency of the context; notify.prefer writes';
grant select on public.notification_preferences to stagefy_api;
create trigger touch before update on public.notification_preferences for each row execute function app.touch_row();
create trigger changes after insert or update or delete on public.notification_preferences
    for each row execute function internal.record_change('personal');

set role stagefy_definer;
insert into internal.notification_kinds (kind, in_app, mail) values
    ('job_failed', true, true),
    ('job_completed', true, false),
    ('webhook_disabled', true, true),
    ('invitation_accepted', true, false),
    ('role_changed', true, false);
reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Mail between a member and one person: a conversation is about something and holds its messages, out and in. Rows are made by
-- the functions of correspondence/writing and correspondence/receiving alone.
begin;

create schema correspondence;
grant usage on schema correspondence to stagefy_definer, stagefy_api, stagefy_jobs;
grant create on schema correspondence to stagefy_definer;

create domain public.message_direction as text check (value in ('out', 'in'));
create domain public.message_state as text check (value in ('queued', 'sent', 'failed', 'unsure', 'received'));
comment on domain public.message_state is 'queued: waits, also for another attempt. sent: a mail server has it. failed: refused for good, too often, or '
    'come back as undeliverable. unsure: a server has it and never answered. received: of messages that came in';

create table public.conversations (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null,
    contact_id uuid not null,
    property_id uuid,
    deal_id uuid,
    visit_id uuid,
    subject text not null check (length(subject) between 1 and 200),
    token text not null default replace(gen_random_uuid()::text, '-', '') check (token ~ '^[0-9a-f]{32}$'),
    messages int not null default 0,
    unanswered boolean not null default false,
    last_message_at timestamptz not null default app.now(),
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint conversations_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint conversations_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete cascade,
    constraint conversations_property_id_fkey foreign key (agency_id, property_id)
        references public.properties (agency_id, id) on delete set null (property_id),
    constraint conversations_deal_id_fkey foreign key (agency_id, deal_id)
        references public.deals (agency_id, id) on delete set null (deal_id),
    constraint conversations_visit_id_fkey foreign key (agency_id, visit_id)
        references public.visits (agency_id, id) on delete set null (visit_id)
);
comment on column public.conversations.owner_id is 'the contact''s owner, also when that changes';
comment on column public.conversations.token is 'in the address that answers are sent to; 122 random bits. Kept as it is, since every message needs it again';
comment on column public.conversations.unanswered is 'the last message is the contact''s';

create index conversations_list on public.conversations (agency_id, created_at desc, id desc);
create index conversations_sync on public.conversations (agency_id, updated_at, id);
create index conversations_last on public.conversations (agency_id, last_message_at desc, id desc);
create index conversations_owner on public.conversations (agency_id, owner_id, last_message_at desc, id desc);
create index conversations_contact on public.conversations (agency_id, contact_id, last_message_at desc, id desc);
create index conversations_property on public.conversations (agency_id, property_id, last_message_at desc, id desc) where property_id is not null;
create index conversations_deal on public.conversations (agency_id, deal_id, last_message_at desc, id desc) where deal_id is not null;
create index conversations_visit on public.conversations (agency_id, visit_id, last_message_at desc, id desc) where visit_id is not null;
-- asked without an agency, by a definer function alone: a mail server knows nothing else
create index conversations_token on public.conversations (token);

call internal.protect('public.conversations');
create policy read on public.conversations for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.conversations is
    'whoever may read the contact, whose owner is the same. Nobody writes: correspondence.write_message and take_message do';
-- Every column but token.
grant select (id, agency_id, owner_id, contact_id, property_id, deal_id, visit_id, subject, messages, unanswered, last_message_at, version,
              created_at, updated_at) on public.conversations to stagefy_api, stagefy_jobs, stagefy_read;

create table public.messages (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null,
    conversation_id uuid not null,
    contact_id uuid not null,
    author_id uuid references public.users (id),
    direction public.message_direction not null,
    state public.message_state not null,
    from_address text check (length(from_address) <= 254),
    from_name text check (length(from_name) <= 200),
    to_address text check (length(to_address) <= 254),
    subject text not null check (length(subject) <= 500),
    text text not null check (length(text) <= 200000),
    quoted text check (length(quoted) <= 200000),
    attachment_ids uuid[] not null default '{}' check (cardinality(attachment_ids) <= 50),
    attachments_refused text[] not null default '{}',
    automatic boolean not null default false,
    message_id text check (length(message_id) <= 500),
    in_reply_to text check (length(in_reply_to) <= 500),
    answer text check (length(answer) <= 500),
    happened_at timestamptz not null default app.now(),
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint messages_message_id_key unique (agency_id, message_id),
    constraint messages_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id),
    constraint messages_conversation_id_fkey foreign key (agency_id, conversation_id)
        references public.conversations (agency_id, id) on delete cascade,
    constraint messages_contact_id_fkey foreign key (agency_id, contact_id)
        references public.contacts (agency_id, id) on delete cascade,
    check ((direction = 'in') = (state = 'received')),
    check (direction = 'in' or author_id is not null)
);
comment on column public.messages.author_id is 'who wrote it, and stays so when they have left; NULL: it came in';
comment on column public.messages.attachment_ids is 'media items; one that is gone since leaves its id';
comment on column public.messages.attachments_refused is 'names of what came with it and is not kept';
comment on column public.messages.message_id is 'by which mail programs know it; of what goes out since the first attempt';
comment on column public.messages.answer is 'what the mail server last said';

create index messages_list on public.messages (agency_id, created_at desc, id desc);
create index messages_sync on public.messages (agency_id, updated_at, id);
create index messages_when on public.messages (agency_id, happened_at desc, id desc);
create index messages_owner on public.messages (agency_id, owner_id, happened_at desc, id desc);
create index messages_author on public.messages (author_id) where author_id is not null;
create index messages_conversation on public.messages (agency_id, conversation_id, happened_at, id);
create index messages_contact on public.messages (agency_id, contact_id, happened_at desc, id desc);
create index messages_state on public.messages (agency_id, state, happened_at desc, id desc);
-- as conversations_token
create index messages_message on public.messages (message_id) where message_id is not null;

call internal.protect('public.messages');
create policy read on public.messages for select
    using (agency_id = app.agency_id() and (app.reads_all() or owner_id = app.user_id()));
comment on policy read on public.messages is 'whoever may read the conversation, whose owner is the same. Nobody writes, as there';
grant select on public.messages to stagefy_api, stagefy_jobs, stagefy_read;

set role stagefy_definer;

-- Both go over with the contact, and to the contact that this one was put into.
create function correspondence.follow_contact() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.conversations c set owner_id = new.owner_id
    where c.agency_id = new.agency_id and c.contact_id = new.id and c.owner_id <> new.owner_id;
    update public.messages m set owner_id = new.owner_id
    where m.agency_id = new.agency_id and m.contact_id = new.id and m.owner_id <> new.owner_id;
    return null;
end
$$;
grant execute on function correspondence.follow_contact() to stagefy_owner;

reset role;

create trigger touch before update on public.conversations
    for each row execute function app.touch_row('owner_id', 'contact_id', 'property_id', 'deal_id', 'visit_id', 'messages', 'unanswered', 'last_message_at');
create trigger changes after insert or update or delete on public.conversations
    for each row execute function internal.record_change('records', 'token');
create trigger touch before update on public.messages
    for each row execute function app.touch_row('owner_id', 'contact_id');
create trigger changes after insert or update or delete on public.messages
    for each row execute function internal.record_change('records');
create trigger follow_correspondence after update of owner_id on public.contacts
    for each row when (old.owner_id <> new.owner_id) execute function correspondence.follow_contact();

-- One more word in a list that other changes add to as well.
do $$
declare
    kinds text[];
begin
    select array_agg(m[1]) into kinds
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') m
    where c.contypid = 'public.notification_kind'::regtype and c.conname = 'notification_kind_check';
    alter domain public.notification_kind drop constraint notification_kind_check;
    execute format('alter domain public.notification_kind add constraint notification_kind_check check (value in (%s))',
                   (select string_agg(quote_literal(k), ', ') from unnest(kinds || '{reply_received}') k));
end
$$;
set role stagefy_definer;
insert into internal.notification_kinds (kind, in_app, mail) values ('reply_received', true, true);
reset role;

commit;

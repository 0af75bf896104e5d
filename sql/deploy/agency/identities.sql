-- SPDX-License-Identifier: Apache-2.0
-- How an issuer's subject maps to one of our users.
begin;

create table public.identities (
    id uuid primary key default app.uuid7(),
    user_id uuid not null references public.users (id) on delete cascade,
    issuer text collate "C" not null check (length(issuer) <= 500),
    subject text collate "C" not null check (length(subject) <= 500),
    email public.email_address,
    email_verified boolean not null default false,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    unique (issuer, subject)
);
create index identities_user on public.identities (user_id);

call internal.protect('public.identities');
create policy read on public.identities for select
    using (user_id = app.user_id() or app.role() = 'platform');
comment on policy read on public.identities is 'oneself; platform admins: everybody';

grant select on public.identities to stagefy_api, stagefy_jobs, stagefy_read;

create trigger touch before update on public.identities
    for each row execute function app.touch_row();
create trigger changes after insert or update or delete on public.identities
    for each row execute function internal.record_change('settings');

commit;

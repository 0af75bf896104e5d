-- SPDX-License-Identifier: Apache-2.0
-- People who sign in. No tenant: a person may be a member of several agencies.
begin;

create domain public.user_role as text check (value in ('agent', 'admin'));
create domain public.use_case as text check (value in ('photos', 'video', 'templates', 'all'));
comment on domain public.user_role is 'platform role: admin is a platform admin';

create table public.users (
    id uuid primary key default app.uuid7(),
    email public.email_address,
    email_verified boolean not null default false,
    full_name text check (length(full_name) <= 200),
    username text check (length(username) <= 80),
    phone public.phone_number,
    avatar_url text check (length(avatar_url) <= 2000),
    brokerage text check (length(brokerage) <= 200),
    market text check (length(market) <= 200),
    use_case public.use_case not null default 'all',
    role public.user_role not null default 'agent',
    is_active boolean not null default true,
    locale public.locale,
    preferences jsonb not null default '{}' check (jsonb_typeof(preferences) = 'object' and length(preferences::text) <= 65536),
    last_agency_id uuid references public.agencies (id) on delete set null,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now()
);
-- Unique among verified ones: an unverified address proves nothing and must block nobody.
create unique index idx_users_email on public.users (email) where email_verified;
create index users_last_agency on public.users (last_agency_id);

call internal.protect('public.users');
create policy read on public.users for select
    using (id = app.user_id() or app.role() = 'platform');
comment on policy read on public.users is 'oneself; platform admins: everybody';
create policy change on public.users for update
    using (id = app.user_id()) with check (id = app.user_id());
comment on policy change on public.users is 'oneself, and only the profile columns that are granted';

grant select on public.users to stagefy_api, stagefy_jobs, stagefy_read;
grant update (full_name, username, phone, avatar_url, brokerage, market, use_case, locale, preferences, last_agency_id)
    on public.users to stagefy_api;

create trigger touch before update on public.users
    for each row execute function app.touch_row('email', 'email_verified', 'role', 'is_active');
create trigger changes after insert or update or delete on public.users
    for each row execute function internal.record_change('settings');

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Sign-ins of the local issuer: one row per family of refresh tokens. Its id is the sid of the access tokens, and
-- app.authenticate asks for the live row, so signing out is immediate.
begin;

create table internal.sessions (
    id uuid primary key,
    user_id uuid not null references public.users (id) on delete cascade,
    token_hash bytea not null check (length(token_hash) = 32),
    previous_hash bytea,
    rotated_at timestamptz not null default app.now(),
    created_at timestamptz not null default app.now(),
    last_used_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text check (end_reason in ('signed_out', 'reused', 'password_changed', 'revoked')),
    address inet,
    user_agent text check (length(user_agent) <= 400)
);
comment on column internal.sessions.token_hash is 'SHA-256 of the refresh token in force';
comment on column internal.sessions.previous_hash is 'of the one before: two tabs may refresh at the same moment';

create index sessions_user on internal.sessions (user_id, created_at desc);
create index sessions_expiry on internal.sessions (expires_at);

grant select, insert, update, delete on internal.sessions to stagefy_definer;

commit;

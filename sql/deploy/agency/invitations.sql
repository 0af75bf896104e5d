-- SPDX-License-Identifier: Apache-2.0
-- An open door for one e-mail address. Who makes it gets the token once; here is only its SHA-256.
begin;

create table public.invitations (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    email public.email_address not null,
    role public.membership_role not null default 'agent',
    token_hash bytea not null check (length(token_hash) = 32),
    expires_at timestamptz not null default app.now() + interval '7 days',
    accepted_at timestamptz,
    revoked_at timestamptz,
    external_ref text check (length(external_ref) <= 120),
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    constraint invitations_external_ref_key unique (agency_id, external_ref),
    constraint invitations_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id)
);
comment on column public.invitations.owner_id is 'who invited';

create index invitations_owner on public.invitations (agency_id, owner_id);
create index invitations_list on public.invitations (agency_id, created_at desc, id desc);
create index invitations_sync on public.invitations (agency_id, updated_at, id);
-- Both are asked without an agency, by definer functions only: who holds the token knows nothing else yet. The second is
-- partial also so that a filter by e-mail within one agency has no use for it.
create index invitations_token on public.invitations (token_hash);
create index invitations_email on public.invitations (email)
    where accepted_at is null and revoked_at is null and deleted_at is null;

call internal.protect('public.invitations');
create policy read on public.invitations for select
    using (agency_id = app.agency_id() and app.writes_all());
comment on policy read on public.invitations is 'admins and owners of the agency, platform admins';
create policy change on public.invitations for update
    using (agency_id = app.agency_id() and app.role() in ('admin', 'owner'))
    with check (agency_id = app.agency_id());
comment on policy change on public.invitations is 'admins and owners: take an invitation back. agency.invite makes them';

-- Every column but token_hash.
grant select (id, agency_id, owner_id, email, role, expires_at, accepted_at, revoked_at, external_ref, version, created_at,
              updated_at, deleted_at) on public.invitations to stagefy_api, stagefy_jobs, stagefy_read;
grant update (revoked_at, deleted_at) on public.invitations to stagefy_api;

create trigger touch before update on public.invitations
    for each row execute function app.touch_row('accepted_at', 'revoked_at', 'token_hash');
create trigger changes after insert or update or delete on public.invitations
    for each row execute function internal.record_change('settings', 'token_hash');

set role stagefy_definer;

-- Contract: does somebody wait for p_email? Says only yes or no, and only to definer functions.
create function agency.is_invited(p_email text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return exists (select from public.invitations i
                   where i.email = p_email and i.accepted_at is null and i.revoked_at is null and i.deleted_at is null
                     and i.expires_at > app.now());
end
$$;

reset role;

commit;

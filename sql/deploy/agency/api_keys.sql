-- SPDX-License-Identifier: Apache-2.0
-- Keys that programs of an agency come in with. The key is shown once; here is its public beginning, its last four
-- characters and the SHA-256 of the whole, which needs no salt and no slowness: 214 bits are not guessed.
begin;

create domain public.api_key_mode as text check (value in ('live', 'test'));

create table public.api_keys (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    created_by uuid not null default app.user_id(),
    name text not null check (length(name) between 1 and 120),
    mode public.api_key_mode not null,
    prefix text not null check (prefix ~ '^sfy_(live|test)_[0-9A-Za-z]{8}$'),
    last4 text not null check (length(last4) = 4),
    digest bytea not null check (length(digest) = 32),
    scopes text[] not null default '{}',
    allowed_addresses cidr[] not null default '{}',
    sandbox_id uuid references public.agencies (id),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint api_keys_prefix_key unique (prefix),
    constraint api_keys_created_by_fkey foreign key (agency_id, created_by) references public.memberships (agency_id, user_id),
    constraint api_keys_mode_check check ((mode = 'test') = (sandbox_id is not null) and prefix like 'sfy_' || mode || '_%')
);
comment on column public.api_keys.created_by is 'the member that the key acts as: never with more than that member''s present role';
comment on column public.api_keys.scopes is 'what the key may be used for, such as properties:read; none by default';
comment on column public.api_keys.allowed_addresses is 'where requests may come from; none: anywhere';
comment on column public.api_keys.sandbox_id is 'of test keys: the agency they work in';
comment on column public.api_keys.last_used_at is 'to the minute: agency.note_key_requests';

create index api_keys_created_by on public.api_keys (agency_id, created_by);
create index api_keys_list on public.api_keys (agency_id, created_at desc, id desc);
create index api_keys_sync on public.api_keys (agency_id, updated_at, id);
create index api_keys_sandbox on public.api_keys (sandbox_id) where sandbox_id is not null;

call internal.protect('public.api_keys');
create policy read on public.api_keys for select
    using (agency_id = app.agency_id() and app.writes_all());
comment on policy read on public.api_keys is 'admins and owners of the agency, platform admins';
create policy change on public.api_keys for update
    using (agency_id = app.agency_id() and app.role() in ('admin', 'owner'))
    with check (agency_id = app.agency_id());
comment on policy change on public.api_keys is
    'admins and owners: name, scopes, expiry, addresses. agency.make_api_key makes keys, agency.revoke_api_key ends them';

-- Every column but digest.
grant select (id, agency_id, created_by, name, mode, prefix, last4, scopes, allowed_addresses, sandbox_id, expires_at,
              last_used_at, revoked_at, version, created_at, updated_at) on public.api_keys to stagefy_api, stagefy_jobs, stagefy_read;
grant update (name, scopes, allowed_addresses, expires_at) on public.api_keys to stagefy_api;

create trigger touch before update on public.api_keys
    for each row execute function app.touch_row('last_used_at', 'revoked_at');
create trigger changes after insert or update or delete on public.api_keys
    for each row execute function internal.record_change('settings', 'digest', 'last_used_at');

set role stagefy_definer;

-- Contract: makes a key of the caller's agency that acts as the caller; p_digest is the SHA-256 of the key that the answer
-- shows once. A test key brings the sandbox into being. Raises SF403 unless the caller is an admin or an owner, SF422
-- /expires_at when that is over already.
create function agency.make_api_key(p_id uuid, p_name text, p_mode text, p_prefix text, p_last4 text, p_digest bytea,
    p_scopes text[], p_allowed_addresses cidr[], p_expires_at timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner makes keys', '{"needs": "admin"}');
    elsif p_expires_at <= app.now() then
        perform app.fail('SF422', 'must be in the future', '{"pointer": "/expires_at", "code": "out_of_range"}');
    end if;
    insert into public.api_keys (id, agency_id, created_by, name, mode, prefix, last4, digest, scopes, allowed_addresses,
                                 expires_at, sandbox_id)
    values (p_id, app.agency_id(), app.user_id(), p_name, p_mode, p_prefix, p_last4, p_digest, coalesce(p_scopes, '{}'),
            coalesce(p_allowed_addresses, '{}'), p_expires_at,
            case when p_mode = 'test' then agency.sandbox_for(app.agency_id()) end);
end
$$;

-- Contract: ends a key of the caller's agency from the next request on; one that has ended stays as it is. Answers whether
-- there is such a key. Raises SF403 unless the caller is an admin or an owner.
create function agency.revoke_api_key(p_id uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner revokes keys', '{"needs": "admin"}');
    end if;
    update public.api_keys k set revoked_at = coalesce(k.revoked_at, app.now())
    where k.agency_id = app.agency_id() and k.id = p_id;
    return found;
end
$$;

grant execute on function agency.make_api_key(uuid, text, text, text, text, bytea, text[], cidr[], timestamptz),
    agency.revoke_api_key(uuid) to stagefy_api;

reset role;

commit;

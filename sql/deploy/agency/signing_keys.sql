-- SPDX-License-Identifier: Apache-2.0
-- Keys of the local issuer. The private half is sealed by SECRET_KEYS, which the database never sees.
begin;

create table internal.signing_keys (
    kid text primary key check (length(kid) <= 100),
    public_jwk jsonb not null,
    sealed_private text not null,
    created_at timestamptz not null default app.now(),
    retired_at timestamptz
);
comment on column internal.signing_keys.retired_at is 'signs nothing more; its tokens are good until they expire';
grant select, insert, update, delete on internal.signing_keys to stagefy_definer;

set role stagefy_definer;

-- Contract: the keys that verifiers must know, newest first: the first one that is not retired signs. A key retired for
-- more than a day signed nothing that is still alive.
create function agency.signing_keys()
returns table (kid text, public_jwk jsonb, sealed_private text, created_at timestamptz, retired_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select k.kid, k.public_jwk, k.sealed_private, k.created_at, k.retired_at from internal.signing_keys k
    where k.retired_at is null or k.retired_at > app.now() - interval '1 day'
    order by k.retired_at is not null, k.created_at desc, k.kid;
end
$$;

-- Contract: adds a key and retires the others, unless one in force is younger than p_least_age: then false, and nothing
-- happens. So of several workers that start at once on an empty table, with '1 hour' say, one wins.
create function agency.add_signing_key(p_kid text, p_public_jwk jsonb, p_sealed_private text, p_least_age interval)
returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('agency.add_signing_key', 4));
    if exists (select from internal.signing_keys k where k.retired_at is null and k.created_at > app.now() - p_least_age) then
        return false;
    end if;
    update internal.signing_keys k set retired_at = app.now() where k.retired_at is null;
    insert into internal.signing_keys (kid, public_jwk, sealed_private) values (p_kid, p_public_jwk, p_sealed_private);
    return true;
end
$$;

grant execute on function agency.signing_keys(), agency.add_signing_key(text, jsonb, text, interval)
to stagefy_api, stagefy_jobs, stagefy_owner;

reset role;

commit;

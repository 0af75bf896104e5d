-- SPDX-License-Identifier: Apache-2.0
-- Sites whose pages may use the API from a browser (CORS): an agency lists its own, and a key may be narrowed to some of them.
begin;

-- As browsers write it in the header Origin; src/base/origin.h is stricter about names and ports.
create domain public.web_origin as text check (
    value ~ '^(https://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])|http://(localhost|127\.0\.0\.1|\[::1\]))(:[1-9][0-9]{0,4})?$'
    and octet_length(value) <= 268);

alter table public.agencies add column allowed_origins public.web_origin[] not null default '{}'
    constraint agencies_allowed_origins_check check (cardinality(allowed_origins) <= 50);
comment on column public.agencies.allowed_origins is 'sites whose pages may use the API from a browser; none by default';
grant update (allowed_origins) on public.agencies to stagefy_api;

alter table public.api_keys add column allowed_origins public.web_origin[] not null default '{}'
    constraint api_keys_allowed_origins_check check (cardinality(allowed_origins) <= 50);
comment on column public.api_keys.allowed_origins is 'of the agency''s sites those that the key is for; none: all of them';
grant select (allowed_origins) on public.api_keys to stagefy_api, stagefy_jobs, stagefy_read;
grant update (allowed_origins) on public.api_keys to stagefy_api;

set role stagefy_definer;

-- Contract: behind app.authenticate or authenticate_key, whose context it goes by: whether a page of p_origin may be shown the
-- answer. The agency must list the site: of a test key the agency whose sandbox it is. A key with a list of its own must have it
-- there too.
--   p_origin  the header Origin, when it is not the dashboard's own; NULL: none that can be listed, such as "null"
--   p_prefix  the public beginning of the key; NULL: the caller has a token
--   p_writes  the request would change something: raises SF493 instead of answering false, so that nothing behind it runs
create function app.admit_origin(p_origin text, p_prefix text, p_writes boolean) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    allowed boolean;
begin
    if p_prefix is null then
        select p_origin = any (a.allowed_origins::text[]) into allowed from public.agencies a where a.id = app.agency_id();
    else
        select p_origin = any (a.allowed_origins::text[])
               and (k.allowed_origins = '{}' or p_origin = any (k.allowed_origins::text[])) into allowed
        from public.api_keys k join public.agencies a on a.id = k.agency_id where k.prefix = p_prefix;
    end if;
    allowed := coalesce(allowed, false);
    if p_writes and not allowed then
        perform app.fail('SF493', 'the agency does not list this site among its allowed origins');
    end if;
    return allowed;
end
$$;

grant execute on function app.admit_origin(text, text, boolean) to stagefy_api;

-- As before, with the sites; a worker from before this change calls it without them.
drop function agency.make_api_key(uuid, text, text, text, text, bytea, text[], cidr[], timestamptz);

-- Contract: makes a key of the caller's agency that acts as the caller; p_digest is the SHA-256 of the key that the answer
-- shows once. A test key brings the sandbox into being. Raises SF403 unless the caller is an admin or an owner, SF422
-- /expires_at when that is over already.
create function agency.make_api_key(p_id uuid, p_name text, p_mode text, p_prefix text, p_last4 text, p_digest bytea,
    p_scopes text[], p_allowed_addresses cidr[], p_expires_at timestamptz, p_allowed_origins text[] default '{}') returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner makes keys', '{"needs": "admin"}');
    elsif p_expires_at <= app.now() then
        perform app.fail('SF422', 'must be in the future', '{"pointer": "/expires_at", "code": "out_of_range"}');
    end if;
    insert into public.api_keys (id, agency_id, created_by, name, mode, prefix, last4, digest, scopes, allowed_addresses,
                                 expires_at, sandbox_id, allowed_origins)
    values (p_id, app.agency_id(), app.user_id(), p_name, p_mode, p_prefix, p_last4, p_digest, coalesce(p_scopes, '{}'),
            coalesce(p_allowed_addresses, '{}'), p_expires_at,
            case when p_mode = 'test' then agency.sandbox_for(app.agency_id()) end, coalesce(p_allowed_origins, '{}'));
end
$$;

grant execute on function agency.make_api_key(uuid, text, text, text, text, bytea, text[], cidr[], timestamptz, text[])
    to stagefy_api;

reset role;

commit;

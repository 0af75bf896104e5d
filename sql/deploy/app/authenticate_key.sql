-- SPDX-License-Identifier: Apache-2.0
-- The first statement of a request that comes with an API key: app.authenticate's sibling.
begin;

set role stagefy_definer;

-- Contract: decides whether a key lets the request in, then sets the context of the transaction to the member who made the
-- key, in that member's present role, and to the key's agency: of a test key, the sandbox. Two index look-ups.
--   p_prefix, p_digest  the public beginning of the key, and the SHA-256 of the whole
--   p_scopes            what the request needs, such as {properties:read}; NULL: no key reaches it
--   p_agency            Agency-Id header, which may only repeat the key's agency; NULL: none was sent
--   p_roles             as for app.authenticate; a key never comes in as a platform admin
--   platform_role       always agent
-- Raises SF401 with a word for auth/reason.def as its message: unknown_api_key (no such key, or another secret: one query,
-- the same for both), api_key_revoked, api_key_expired, api_key_orphaned (its member has left or is not active). SF403 needs
-- address, agency, session, the scope, or the role that is missing.
create function app.authenticate_key(
    p_prefix text, p_digest bytea, p_scopes text[], p_agency uuid, p_roles int, p_request uuid, p_address inet,
    out user_id uuid, out agency_id uuid, out role text, out platform_role text, out reads text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    made_in uuid;
    scopes text[];
    addresses cidr[];
    expires_at timestamptz;
    revoked_at timestamptz;
    done text;
begin
    select k.agency_id, coalesce(k.sandbox_id, k.agency_id), k.scopes, k.allowed_addresses, k.expires_at, k.revoked_at,
           e.user_id, e.role, e.reads
    into made_in, agency_id, scopes, addresses, expires_at, revoked_at, user_id, role, reads
    from public.api_keys k
    left join internal.entrances e on e.user_id = k.created_by and e.agency_id = k.agency_id
    where k.prefix = p_prefix and k.digest = p_digest;
    if made_in is null then
        perform app.fail('SF401', 'unknown_api_key');
    elsif revoked_at is not null then
        perform app.fail('SF401', 'api_key_revoked');
    elsif expires_at <= app.now() then
        perform app.fail('SF401', 'api_key_expired');
    elsif user_id is null then
        perform app.fail('SF401', 'api_key_orphaned');
    elsif addresses <> '{}' and not coalesce(p_address <<= any (addresses), false) then
        perform app.fail('SF403', 'this key may not be used from this address', '{"needs": "address"}');
    elsif p_agency is not null and p_agency not in (agency_id, made_in) then
        perform app.fail('SF403', 'Agency-Id is not the agency of this key', '{"needs": "agency"}');
    elsif p_scopes is null then
        perform app.fail('SF403', 'no API key reaches this: sign in', '{"needs": "session"}');
    elsif not p_scopes <@ scopes then
        perform app.fail('SF403', 'this key lacks a scope', jsonb_build_object('needs',
            (select s from unnest(p_scopes) s where not s = any (scopes) limit 1)));
    elsif p_roles <> 0 and p_roles & agency.role_bit(role) = 0 then
        perform app.fail('SF403', 'the member who made this key has too weak a role', jsonb_build_object('needs',
            case when p_roles & 1 <> 0 then 'viewer' when p_roles & 2 <> 0 then 'agent' when p_roles & 4 <> 0 then 'admin'
                 else 'owner' end));
    end if;
    platform_role := 'agent';
    done := app.set_context(agency_id, user_id, role, reads, p_request, p_address);
end
$$;

grant execute on function app.authenticate_key(text, bytea, text[], uuid, int, uuid, inet) to stagefy_api;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
begin;

drop function app.admit_origin(text, text, boolean);
drop function agency.make_api_key(uuid, text, text, text, text, bytea, text[], cidr[], timestamptz, text[]);

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

grant execute on function agency.make_api_key(uuid, text, text, text, text, bytea, text[], cidr[], timestamptz) to stagefy_api;

reset role;

alter table public.api_keys drop column allowed_origins;
alter table public.agencies drop column allowed_origins;
drop domain public.web_origin;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- Which key a change was made with: a key acts as the member who made it, and who reads the history wants to know whether it
-- was the person or the program.
begin;

-- Set by app.authenticate_key alone, so NULL for whoever came in otherwise.
create function app.key_id() returns uuid language sql stable parallel safe as $$
    select nullif(current_setting('app.key_id', true), '')::uuid
$$;
grant execute on function app.key_id() to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read;

set role stagefy_definer;

-- no foreign key: history outlives what it is about
alter table internal.changes add column key_id uuid;
comment on column internal.changes.key_id is 'the API key that the actor''s program used; NULL: none was';

-- Contract: decides whether a key lets the request in, then sets the context of the transaction to the member who made the
-- key, in that member's present role, to the key's agency (of a test key, the sandbox), and to the key. Two index look-ups.
--   p_prefix, p_digest  the public beginning of the key, and the SHA-256 of the whole
--   p_scopes            what the request needs, such as {properties:read}; NULL: no key reaches it
--   p_agency            Agency-Id header, which may only repeat the key's agency; NULL: none was sent
--   p_roles             as for app.authenticate; a key never comes in as a platform admin
--   platform_role       always agent
-- Raises SF401 with a word for auth/reason.def as its message: unknown_api_key (no such key, or another secret: one query,
-- the same for both), api_key_revoked, api_key_expired, api_key_orphaned (its member has left or is not active). SF403 needs
-- address, agency, session, the scope, or the role that is missing.
create or replace function app.authenticate_key(
    p_prefix text, p_digest bytea, p_scopes text[], p_agency uuid, p_roles int, p_request uuid, p_address inet,
    out user_id uuid, out agency_id uuid, out role text, out platform_role text, out reads text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    key_id uuid;
    made_in uuid;
    scopes text[];
    addresses cidr[];
    expires_at timestamptz;
    revoked_at timestamptz;
    done text;
begin
    select k.id, k.agency_id, coalesce(k.sandbox_id, k.agency_id), k.scopes, k.allowed_addresses, k.expires_at, k.revoked_at,
           e.user_id, e.role, e.reads
    into key_id, made_in, agency_id, scopes, addresses, expires_at, revoked_at, user_id, role, reads
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
    done := app.set_context(agency_id, user_id, role, reads, p_request, p_address) || set_config('app.key_id', key_id::text, true);
end
$$;

-- After insert, update or delete, for each row. Arguments: 'records' (who may read the row may read its changes) or
-- 'settings' (admins and owners only), then the columns that must never be written down.
-- Definer, because whoever changes a row must not be able to write here otherwise.
create or replace function internal.record_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    -- bookkeeping says nothing that the change row does not say itself
    left_out text[] := tg_argv[1:] || array['version', 'created_at', 'updated_at'];
    before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - left_out end;
    after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - left_out end;
    row_now jsonb := coalesce(after, before);
    difference jsonb;
begin
    if tg_op = 'UPDATE' then
        select jsonb_object_agg(a.key, jsonb_build_array(before -> a.key, a.value)) into difference
        from jsonb_each(after) a where a.value is distinct from before -> a.key;
        if difference is null then
            return null;
        end if;
    elsif tg_op = 'INSERT' then
        difference := jsonb_strip_nulls(after - array['id', 'agency_id']);
    else
        select jsonb_object_agg(b.key, jsonb_build_array(b.value, null)) into difference
        from jsonb_each(before - array['id', 'agency_id']) b where b.value <> 'null';
    end if;

    insert into internal.changes (agency_id, table_name, row_id, action, owner_id, admin_only,
                                  actor_id, key_id, actor_role, request_id, address, diff)
    values (case when tg_table_name = 'agencies' then row_now ->> 'id' else row_now ->> 'agency_id' end::uuid,
            tg_table_name, (row_now ->> 'id')::uuid,
            case when tg_op = 'INSERT' then 'created'
                 when tg_op = 'DELETE' or difference #> '{deleted_at,0}' = 'null' then 'deleted'
                 when difference ? 'deleted_at' and after ->> 'deleted_at' is null then 'restored'
                 else 'updated' end,
            (row_now ->> 'owner_id')::uuid, tg_argv[0] = 'settings',
            app.user_id(), app.key_id(), app.role(), app.request_id(), app.address(), coalesce(difference, '{}'));
    return null;
end
$$;

reset role;

create or replace view public.audit_log with (security_invoker = true) as
    select c.seq as id, c.at as created_at, c.agency_id, c.actor_id, c.actor_role, c.action, c.table_name, c.row_id, c.diff,
           c.request_id, c.address, c.key_id
    from internal.changes c
    where c.agency_id = app.agency_id() and app.writes_all();
comment on view public.audit_log is 'who changed what in the agency, for its admins and owners and for platform admins';

commit;

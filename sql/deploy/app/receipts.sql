-- SPDX-License-Identifier: Apache-2.0
-- Keyed writes: a request that is repeated with its Idempotency-Key takes effect once and answers the same bytes.
-- Claim, effect and stored answer share one transaction.
begin;

-- Whoever is signed in without an agency keeps its receipts under the nil agency.
create table internal.receipts (
    agency_id uuid not null,
    user_id uuid not null references public.users (id) on delete cascade,
    method text not null,
    path text not null,
    key text not null check (length(key) <= 255),
    fingerprint bytea not null,
    status int,
    headers jsonb,
    body bytea,
    created_at timestamptz not null default app.now(),
    primary key (user_id, agency_id, method, path, key)
);
create index receipts_age on internal.receipts (created_at);
grant select, insert, update, delete on internal.receipts to stagefy_definer;

set role stagefy_definer;

create function internal.receipt_agency() returns uuid
language sql stable as $$
    select coalesce(app.agency_id(), '00000000-0000-0000-0000-000000000000')
$$;

-- Contract: behind app.authenticate and in front of the handler's statements. Claims (caller, agency, p_method, p_path,
-- p_key) until the end of the transaction, for 24 hours once it commits; p_fingerprint is the SHA-256 of the request.
-- Answers 'fresh'. Raises SF208 when the answer is stored (nothing behind it in the pipeline runs; app.idem_read has it),
-- SF491 while a twin is running, SF492 when the key came with another request.
create function app.idem_claim(p_method text, p_path text, p_key text, p_fingerprint bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    caller uuid := app.user_id();
    tenant uuid := internal.receipt_agency();
    known bytea;
    made timestamptz;
begin
    if caller is null then
        perform app.fail('SF401', 'a key needs somebody who is signed in');
    end if;
    if not pg_try_advisory_xact_lock(
           hashtextextended(concat_ws(' ', caller, tenant, p_method, p_path, p_key), 3)) then
        perform app.fail('SF491', 'a request with this key is still running', '{"retry_after": 1}');
    end if;
    select r.fingerprint, r.created_at into known, made from internal.receipts r
    where r.user_id = caller and r.agency_id = tenant and r.method = p_method and r.path = p_path and r.key = p_key
      and r.status is not null;
    if known is not null and made > app.now() - interval '24 hours' then
        if known <> p_fingerprint then
            perform app.fail('SF492', 'this key came with another request before');
        end if;
        perform app.fail('SF208', 'the answer is stored');
    end if;
    insert into internal.receipts (agency_id, user_id, method, path, key, fingerprint)
    values (tenant, caller, p_method, p_path, p_key, p_fingerprint)
    on conflict (user_id, agency_id, method, path, key) do update
    set fingerprint = excluded.fingerprint, created_at = excluded.created_at, status = null, headers = null, body = null;
    return 'fresh';
end
$$;

-- Contract: the last statement of the transaction that claimed: keeps the answer with the effect.
create function app.idem_store(p_method text, p_path text, p_key text, p_status int, p_headers jsonb, p_body bytea)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update internal.receipts r set status = p_status, headers = p_headers, body = p_body
    where r.user_id = app.user_id() and r.agency_id = internal.receipt_agency()
      and r.method = p_method and r.path = p_path and r.key = p_key;
    if not found then
        raise exception 'idem_store without idem_claim';
    end if;
end
$$;

-- Contract: the caller's stored answer, or no row.
create function app.idem_read(p_method text, p_path text, p_key text)
returns table (status int, headers jsonb, body bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select r.status, r.headers, r.body from internal.receipts r
    where r.user_id = app.user_id() and r.agency_id = internal.receipt_agency()
      and r.method = p_method and r.path = p_path and r.key = p_key and r.status is not null
      and r.created_at > app.now() - interval '24 hours';
end
$$;

grant execute on function app.idem_claim(text, text, text, bytea), app.idem_read(text, text, text),
    app.idem_store(text, text, text, int, jsonb, bytea) to stagefy_api;

reset role;

commit;

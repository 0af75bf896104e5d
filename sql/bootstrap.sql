-- SPDX-License-Identifier: Apache-2.0
-- Roles and database-level grants: what migrations cannot make for themselves. Run it with psql in the target database,
-- as a superuser or, on a managed Postgres, as a CREATEROLE user that owns the database. Running it again changes nothing.
--
--   psql -X -v ON_ERROR_STOP=1 -v api_password=… -v jobs_password=… -f sql/bootstrap.sql "$DIRECT_URL"
--
-- A password may be plain or a SCRAM-SHA-256 verifier; left out, the role keeps the one it has (or has none: peer, cert).
-- Optional: -v api_connections=N, the most connections stagefy_api may hold (64).
\set ON_ERROR_STOP 1
set client_min_messages = warning;
\if :{?api_connections} \else \set api_connections 64 \endif

begin;

-- create role knows no "if not exists"
do $$
declare
    wanted text;
begin
    foreach wanted in array array['stagefy_owner', 'stagefy_definer', 'stagefy_api', 'stagefy_jobs', 'stagefy_read'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I', wanted);
        end if;
    end loop;
end
$$;

-- noinherit: owner may become definer on purpose (set role) but never sees through its policies by accident.
alter role stagefy_owner nologin noinherit;
alter role stagefy_definer nologin noinherit;
alter role stagefy_read nologin;
alter role stagefy_api login noinherit connection limit :api_connections;
alter role stagefy_jobs login noinherit;

\if :{?api_password}
alter role stagefy_api password :'api_password';
\endif
\if :{?jobs_password}
alter role stagefy_jobs password :'jobs_password';
\endif

-- A request is short or refused; one plan per statement shape, since every statement is prepared and keyed by its shape.
alter role stagefy_api set statement_timeout = '2500ms';
alter role stagefy_api set lock_timeout = '1s';
alter role stagefy_api set idle_in_transaction_session_timeout = '10s';
-- No timeout runs while Postgres waits for the next message of a pipeline. When a worker's machine or the network between
-- is gone without a word, only the kernel can tell: within eleven seconds, in which the transaction holds its locks.
alter role stagefy_api set tcp_keepalives_idle = 5;
alter role stagefy_api set tcp_keepalives_interval = 2;
alter role stagefy_api set tcp_keepalives_count = 3;
alter role stagefy_api set tcp_user_timeout = '10s';
alter role stagefy_api set plan_cache_mode = force_generic_plan;
alter role stagefy_api set search_path = public;
-- The forms in which answers and cursors read values. A worker says so at connect, but not through a pooler, which takes no
-- such options.
alter role stagefy_api set timezone = 'UTC';
alter role stagefy_api set datestyle = 'ISO';
alter role stagefy_api set intervalstyle = 'iso_8601';
alter role stagefy_api set bytea_output = 'hex';
alter role stagefy_jobs set lock_timeout = '5s';
alter role stagefy_jobs set idle_in_transaction_session_timeout = '60s';
alter role stagefy_jobs set tcp_keepalives_idle = 5;
alter role stagefy_jobs set tcp_keepalives_interval = 2;
alter role stagefy_jobs set tcp_keepalives_count = 3;
alter role stagefy_jobs set tcp_user_timeout = '10s';
alter role stagefy_jobs set search_path = public;
alter role stagefy_jobs set timezone = 'UTC';
alter role stagefy_jobs set datestyle = 'ISO';
alter role stagefy_jobs set intervalstyle = 'iso_8601';
alter role stagefy_jobs set bytea_output = 'hex';
alter role stagefy_jobs set jit = off;
alter role stagefy_jobs set plan_cache_mode = force_generic_plan;

grant stagefy_definer to stagefy_owner;
-- A job that changes records does it as a request of whoever asked for it would: it takes on the requests' role (set role),
-- and has none of its rights before that.
grant stagefy_api to stagefy_jobs;

-- Whoever runs the migrations does it as stagefy_owner (PGOPTIONS='-c role=stagefy_owner'). A superuser may anyway.
do $$
begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant stagefy_owner to %I', current_user);
    end if;
    execute format('grant connect, create on database %I to stagefy_owner', current_database());
    execute format('grant connect on database %I to stagefy_api, stagefy_jobs, stagefy_read', current_database());
end
$$;
grant usage, create on schema public to stagefy_owner;
grant usage on schema public to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read;
revoke create on schema public from public;

-- Temporary tables are a way around search_path. A database shared with others (Supabase) keeps its own rule.
do $$
begin
    if not exists (select from pg_namespace where nspname = 'auth') then
        execute format('revoke temporary on database %I from public', current_database());
    end if;
end
$$;

commit;

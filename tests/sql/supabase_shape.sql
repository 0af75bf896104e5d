-- SPDX-License-Identifier: Apache-2.0
-- What a new Supabase project has that can get in our way: roles, a schema auth with users, and default privileges that
-- give every new table in public away. Roles stay in the cluster; nobody logs in with them.
do $$
declare
    name text;
begin
    foreach name in array array['anon', 'authenticated', 'service_role'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I nologin noinherit', name);
        end if;
    end loop;
end
$$;
create schema auth;
create table auth.users (id uuid primary key, email text);
create function auth.uid() returns uuid language sql stable as $$
    select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
grant usage on schema auth, public to anon, authenticated, service_role;
create schema extensions;
-- here for every role that makes tables, ours among them
do $$
declare
    maker text;
begin
    foreach maker in array array[current_user::text, 'stagefy_owner'] loop
        if exists (select from pg_roles where rolname = maker) then
            execute format('alter default privileges for role %I in schema public grant all on tables to anon, authenticated, service_role', maker);
            execute format('alter default privileges for role %I in schema public grant all on functions to anon, authenticated, service_role', maker);
        end if;
    end loop;
end
$$;

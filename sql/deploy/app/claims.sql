-- SPDX-License-Identifier: Apache-2.0
-- The context of a caller that is not our worker: PostgREST on a Supabase-shaped database hands over request.jwt.claims.
-- These functions answer only while app.set_context has not run in the transaction, so that the two never mix.
-- They name tables of later changes; plpgsql looks names up when it runs.
begin;

set role stagefy_definer;

-- Contract: the user behind (iss, sub), active ones only; the agency of app_metadata.agency_id, else of the agency-id
-- request header, either one only with a live membership, else the only membership, else none. Reads the claims of this
-- transaction, takes no argument, writes nothing. Malformed claims are an error.
create function app.claims(out user_id uuid, out agency_id uuid, out role text, out reads text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    token jsonb := nullif(current_setting('request.jwt.claims', true), '');
    headers jsonb := nullif(current_setting('request.headers', true), '');
    wanted uuid;
begin
    if token is null or coalesce(current_setting('app.user_id', true), '') <> '' then
        return;
    end if;
    select i.user_id into user_id
    from public.identities i join public.users u on u.id = i.user_id
    where i.issuer = token ->> 'iss' and i.subject = token ->> 'sub' and u.is_active;
    if user_id is null then
        return;
    end if;

    -- app_metadata is written by the issuer only; user_metadata would be the user's own word
    wanted := coalesce(token #>> '{app_metadata,agency_id}', headers ->> 'agency-id');
    if wanted is null then
        select (array_agg(e.agency_id))[1] into wanted from internal.entrances e where e.user_id = claims.user_id
        having count(*) = 1;
    end if;
    select e.agency_id, e.role, e.reads into agency_id, role, reads
    from internal.entrances e where e.user_id = claims.user_id and e.agency_id = wanted;
end
$$;

create function app.claims_agency_id() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (app.claims()).agency_id;
end
$$;
create function app.claims_user_id() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (app.claims()).user_id;
end
$$;
create function app.claims_role() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (app.claims()).role;
end
$$;
create function app.claims_reads() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (app.claims()).reads;
end
$$;

grant execute on function app.claims_agency_id(), app.claims_user_id(), app.claims_role(), app.claims_reads()
to stagefy_owner, stagefy_api, stagefy_jobs, stagefy_read;

reset role;

commit;

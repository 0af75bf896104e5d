-- SPDX-License-Identifier: Apache-2.0
-- Who is asking, and in which agency. Transaction-local settings carry it; policies and defaults read it.
--
-- app.set_context is the one place that writes them. Readers treat an unset setting and '' alike (after its first use in
-- a session a local setting reads '' in later transactions, not NULL) and refuse a malformed one with an error: either
-- way a policy lets nothing through.
--
-- Without a context of ours (PostgREST on a Supabase-shaped database), agency, user, role and visibility come from
-- request.jwt.claims through the functions of app/claims. They are the last argument of coalesce and so
-- never run in a worker.
begin;

-- p_role: viewer, agent, admin, owner, or platform. p_reads: all or own. NULL anywhere means none.
create function app.set_context(p_agency uuid, p_user uuid, p_role text, p_reads text, p_request uuid, p_address inet)
returns text
language plpgsql volatile as $$
begin
    -- one expression, since an expression is several times cheaper than a statement here
    return set_config('app.agency_id', coalesce(p_agency::text, ''), true)
        || set_config('app.user_id', coalesce(p_user::text, ''), true)
        || set_config('app.role', coalesce(p_role, ''), true)
        || set_config('app.reads', coalesce(p_reads, ''), true)
        || set_config('app.request_id', coalesce(p_request::text, ''), true)
        || set_config('app.address', coalesce(host(p_address), ''), true);
end
$$;

create function app.agency_id() returns uuid language sql stable parallel safe as $$
    select coalesce(nullif(current_setting('app.agency_id', true), '')::uuid, app.claims_agency_id())
$$;
create function app.user_id() returns uuid language sql stable parallel safe as $$
    select coalesce(nullif(current_setting('app.user_id', true), '')::uuid, app.claims_user_id())
$$;
create function app.role() returns text language sql stable parallel safe as $$
    select coalesce(nullif(current_setting('app.role', true), ''), app.claims_role())
$$;

-- May the caller read every record of the agency, or only those of its own? A case and not the bare comparison, since the
-- planner believes that a comparison with something unknown keeps one row in 200, and would rather sort a tenant than walk
-- its list index; of a case it expects half.
create function app.reads_all() returns boolean language sql stable parallel safe as $$
    select case when coalesce(nullif(current_setting('app.reads', true), ''), app.claims_reads()) = 'all' then true else false end
$$;
-- May the caller write every record of the agency?
create function app.writes_all() returns boolean language sql stable parallel safe as $$
    select app.role() in ('admin', 'owner', 'platform')
$$;
-- May the caller write records that it owns?
create function app.writes_own() returns boolean language sql stable parallel safe as $$
    select app.role() in ('agent', 'admin', 'owner', 'platform')
$$;

create function app.request_id() returns uuid language sql stable parallel safe as $$
    select nullif(current_setting('app.request_id', true), '')::uuid
$$;
create function app.address() returns inet language sql stable parallel safe as $$
    select nullif(current_setting('app.address', true), '')::inet
$$;

grant execute on function app.set_context(uuid, uuid, text, text, uuid, inet) to stagefy_definer;
grant execute on function
    app.agency_id(), app.user_id(), app.role(), app.reads_all(), app.writes_all(), app.writes_own(),
    app.request_id(), app.address()
to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read;

commit;

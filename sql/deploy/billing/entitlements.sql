-- SPDX-License-Identifier: Apache-2.0
-- What an agency may have by its plan, asked where something is made. An agency without a subscription that is paid for has the plan
-- free; a sandbox has what its agency has.
begin;

-- who is invited and has not come yet: counted with the members
create index invitations_open on public.invitations (agency_id) where accepted_at is null and revoked_at is null and deleted_at is null;

set role stagefy_definer;

-- Contract: the plan that p_agency has now. What is past due is still had, what is paused is not.
create function internal.plan_of(p_agency uuid) returns public.plans
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    plan public.plans;
begin
    select p.* into plan
    from public.agencies a
    join public.subscriptions s on s.agency_id = coalesce(a.sandbox_of, a.id) and s.status in ('active', 'past_due')
    join public.plans p on p.id = s.plan_id
    where a.id = p_agency;
    if plan.id is null then
        select p.* into plan from public.plans p where p.key = 'free';
    end if;
    return plan;
end
$$;

-- Contract: how many of p_feature a plan entitles to: NULL: as many as one likes; 0: it is no part of it.
create function internal.limit_in(p_plan public.plans, p_feature text) returns int
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
    return case when p_plan.entitlements -> p_feature = 'true' then null else coalesce((p_plan.entitlements ->> p_feature)::int, 0) end;
end
$$;

-- Contract: whether the caller's agency is entitled to p_feature at all; and to how many (NULL: no limit, 0: none).
create function billing.entitled(p_feature text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return internal.limit_in(internal.plan_of(app.agency_id()), p_feature) is distinct from 0;
end
$$;
create function billing.limit_of(p_feature text) returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return internal.limit_in(internal.plan_of(app.agency_id()), p_feature);
end
$$;

-- Contract: how many of p_feature p_agency has; NULL for a feature that is not counted. Who is invited counts as a member.
create function internal.used_of(p_agency uuid, p_feature text) returns bigint
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return case p_feature
        when 'members' then
            (select count(*) from public.memberships m where m.agency_id = p_agency and m.left_at is null)
            + (select count(*) from public.invitations i where i.agency_id = p_agency and i.accepted_at is null and i.revoked_at is null
                                                           and i.deleted_at is null and i.expires_at > app.now())
        when 'api_keys' then
            (select count(*) from public.api_keys k where k.agency_id = p_agency and k.revoked_at is null and coalesce(k.expires_at > app.now(), true))
        when 'webhook_endpoints' then (select count(*) from public.webhook_endpoints w where w.agency_id = p_agency)
    end;
end
$$;

-- After insert or update, for each row: there are no more of the feature that it is called with than the plan entitles to. Whoever has
-- more since the plan became smaller keeps them.
create function billing.keep_limit() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    plan public.plans := internal.plan_of(new.agency_id);
    most int := internal.limit_in(plan, tg_argv[0]);
begin
    if most is not null then
        -- two at once are counted one after the other
        perform pg_advisory_xact_lock(hashtextextended(format('billing.limit %s %s', tg_argv[0], new.agency_id), 0));
        if internal.used_of(new.agency_id, tg_argv[0]) > most then
            perform app.fail('SF495', format('the plan %s includes %s: %s', plan.name ->> 'en', lower((select f.name ->> 'en' from public.features f
                                             where f.agency_id is null and f.key = tg_argv[0])), most),
                             jsonb_build_object('feature', tg_argv[0], 'limit', most, 'plan', plan.key));
        end if;
    end if;
    return null;
end
$$;
grant execute on function billing.keep_limit() to stagefy_owner;

-- Contract: what /api/me says of the caller's agency: one row; without an agency all NULL.
create function billing.own(out credits int, out plan text, out tier text, out entitlements jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if app.agency_id() is not null then
        select p.key, p.tier, p.entitlements into plan, tier, entitlements from internal.plan_of(app.agency_id()) p;
        credits := (select a.balance - a.held from public.credit_accounts a where a.agency_id = app.agency_id());
    end if;
end
$$;

-- Contract: the subscription of the caller's agency and the plan that it has, for its admins and owners and for platform admins: one row,
-- without a subscription of the plan free. Raises SF403.
create function billing.subscription()
returns table (id uuid, plan_id uuid, plan_key text, plan_name jsonb, tier text, status text, status_reason text, provider text, "interval" text,
    monthly_credits int, price numeric, currency text, started_at timestamptz, current_period_start timestamptz, current_period_end timestamptz,
    next_grant_at timestamptz, cancel_at_period_end boolean, next_plan_id uuid, next_plan_key text, next_plan_name jsonb, version int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not coalesce(app.writes_all(), false) then
        perform app.fail('SF403', 'only admins and owners see the subscription', '{"needs": "admin"}');
    end if;
    return query
    select s.id, p.id, p.key, p.name::jsonb, p.tier::text, s.status::text, s.status_reason, s.provider::text, s."interval"::text, s.monthly_credits, s.price,
           s.currency::text, s.started_at, s.current_period_start, s.current_period_end, s.next_grant_at, coalesce(s.cancel_at_period_end, false),
           n.id, n.key, n.name::jsonb, s.version
    from (select app.agency_id() as agency_id) here
    left join public.subscriptions s on s.agency_id = here.agency_id and s.status <> 'cancelled'
    join public.plans p on p.id = s.plan_id or s.id is null and p.key = 'free'
    left join public.plans n on n.id = s.next_plan_id;
end
$$;

-- Contract: the features of the platform, in the caller's agency: how many it may have (NULL: any number, 0: none) and has (NULL: not
-- counted).
create function billing.entitlements() returns table (feature text, name jsonb, most int, used bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select f.key, f.name::jsonb, internal.limit_in(p, f.key), internal.used_of(app.agency_id(), f.key)
    from internal.plan_of(app.agency_id()) p cross join public.features f
    where f.agency_id is null order by f.key;
end
$$;

grant execute on function billing.entitled(text), billing.limit_of(text), billing.own(), billing.subscription(), billing.entitlements()
    to stagefy_api, stagefy_jobs;

reset role;

create trigger within_plan after insert on public.invitations
    for each row execute function billing.keep_limit('members');
-- in the transaction that has made the member
create trigger within_plan_still after update of accepted_at on public.invitations
    for each row when (old.accepted_at is null and new.accepted_at is not null) execute function billing.keep_limit('members');
create trigger within_plan after insert on public.api_keys
    for each row execute function billing.keep_limit('api_keys');
create trigger within_plan after insert on public.webhook_endpoints
    for each row execute function billing.keep_limit('webhook_endpoints');

commit;

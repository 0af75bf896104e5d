-- SPDX-License-Identifier: Apache-2.0
-- What platform admins see and do: agencies, people, credits, subscriptions, prices. Each of these functions asks for the role itself and
-- takes a reason for what it does, which stands in admin_audit_log.
begin;

set role stagefy_definer;

-- Contract: whatever contains p_search, as a pattern for ilike; NULL: everything.
create function internal.search_pattern(p_search text) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
    return '%' || replace(replace(replace(coalesce(p_search, ''), '\', '\\'), '%', '\%'), '_', '\_') || '%';
end
$$;

-- Contract: agencies but for sandboxes, the newest first, behind p_after: with plan, subscription, credits and members.
create function billing.platform_agencies(p_search text, p_after uuid, p_most int)
returns table (id uuid, slug text, name text, country text, created_at timestamptz, plan_key text, tier text, subscription_id uuid, status text,
    current_period_end timestamptz, balance int, held int, members bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_platform();
    return query
    select a.id, a.slug, a.name, a.country::text, a.created_at, p.key, p.tier::text, s.id, s.status::text, s.current_period_end, c.balance, c.held,
           (select count(*) from public.memberships m where m.agency_id = a.id and m.left_at is null)
    from (select x.* from public.agencies x
          where x.sandbox_of is null and (p_after is null or x.id < p_after)
            and (p_search is null or x.name ilike internal.search_pattern(p_search) or x.slug ilike internal.search_pattern(p_search))
          order by x.id desc limit p_most) a
    left join public.subscriptions s on s.agency_id = a.id and s.status <> 'cancelled'
    cross join lateral internal.plan_of(a.id) p
    left join public.credit_accounts c on c.agency_id = a.id
    order by a.id desc;
end
$$;

-- Contract: people, the newest first, behind p_after, with the agencies that they are in: [{"id", "name", "role"}].
create function agency.platform_users(p_search text, p_after uuid, p_most int)
returns table (id uuid, email text, email_verified boolean, full_name text, role text, is_active boolean, created_at timestamptz, agencies jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_platform();
    return query
    select u.id, u.email::text, u.email_verified, u.full_name, u.role::text, u.is_active, u.created_at,
           (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'role', m.role) order by a.name, a.id), '[]')
            from public.memberships m join public.agencies a on a.id = m.agency_id and a.sandbox_of is null
            where m.user_id = u.id and m.left_at is null)
    from (select x.* from public.users x
          where (p_after is null or x.id < p_after)
            and (p_search is null or x.full_name ilike internal.search_pattern(p_search) or x.email ilike internal.search_pattern(p_search))
          order by x.id desc limit p_most) u
    order by u.id desc;
end
$$;

-- Contract: p_user may sign in, or not: then their sessions end at once, and so does what they do by keys. Raises SF404; SF409 for
-- oneself.
create function agency.set_active(p_user uuid, p_active boolean, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_platform();
    perform app.give_reason(p_reason);
    if p_user = app.user_id() then
        perform app.fail('SF409', 'nobody shuts themselves out', '{"code": "own-account"}');
    end if;
    update public.users u set is_active = p_active where u.id = p_user;
    if not found then
        perform app.fail('SF404', 'no such user');
    end if;
    if not p_active then
        update internal.sessions s set ended_at = app.now() where s.user_id = p_user and s.ended_at is null;
    end if;
end
$$;

-- Contract: p_amount credits more for p_agency, or less: at most what is neither spent nor held. Answers how many came or went, and what
-- is there now. The same request is answered again without doing it again. Raises SF404.
create function billing.adjust_credits(p_agency uuid, p_amount int, p_reason text, out amount int, out balance int, out held int, out available int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    source text := 'platform ' || app.request_id();
    details jsonb := jsonb_build_object('admin_id', app.user_id());
begin
    perform internal.need_platform();
    perform app.give_reason(p_reason);
    if not exists (select from public.agencies a where a.id = p_agency) then
        perform app.fail('SF404', 'no such agency');
    end if;
    amount := p_amount;
    if p_amount > 0 then
        perform billing.grant(p_agency, 'adjustment', p_amount, source, 50, null, left(p_reason, 200), details);
    elsif p_amount < 0 then
        amount := -billing.withdraw(p_agency, -p_amount, source, left(p_reason, 200), details);
    end if;
    select a.balance, a.held, a.balance - a.held into balance, held, available from public.credit_accounts a where a.agency_id = p_agency;
end
$$;

-- Contract: subscriptions of all agencies, the newest first, behind p_after; of p_status alone, unless that is NULL.
create function billing.platform_subscriptions(p_status text, p_after uuid, p_most int)
returns table (id uuid, agency_id uuid, agency_name text, plan_key text, status text, status_reason text, provider text, provider_ref text, "interval" text,
    price numeric, currency text, monthly_credits int, started_at timestamptz, current_period_end timestamptz, cancel_at_period_end boolean,
    next_plan_key text, ended_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_platform();
    return query
    select s.id, s.agency_id, a.name, p.key, s.status::text, s.status_reason, s.provider::text, s.provider_ref, s."interval"::text, s.price, s.currency::text,
           s.monthly_credits, s.started_at, s.current_period_end, s.cancel_at_period_end, n.key, s.ended_at
    from public.subscriptions s
    join public.agencies a on a.id = s.agency_id
    join public.plans p on p.id = s.plan_id
    left join public.plans n on n.id = s.next_plan_id
    where (p_status is null or s.status = p_status) and (p_after is null or s.id < p_after)
    order by s.id desc limit p_most;
end
$$;

-- Contract: p_agency has p_plan from now on, which nobody is paid for: it renews itself until it is ended. A former one ends. Raises
-- SF404, SF422 /plan_id.
create function billing.give_subscription(p_agency uuid, p_plan uuid, p_interval text, p_reason text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_platform();
    perform app.give_reason(p_reason);
    if not exists (select from public.agencies a where a.id = p_agency and a.sandbox_of is null) then
        perform app.fail('SF404', 'no such agency');
    end if;
    return billing.start_subscription(p_agency, p_plan, p_interval, 'none', null, null, null, 0, null,
                                      jsonb_build_object('event_type', 'platform', 'metadata', jsonb_build_object('reason', p_reason)));
end
$$;

-- Contract: p_status for the subscription p_id of whichever agency. Whoever is paid for it is not told. Raises SF404; SF409 not_reachable
-- with the ways there are.
create function billing.set_status(p_id uuid, p_status text, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    s public.subscriptions;
begin
    perform internal.need_platform();
    perform app.give_reason(p_reason);
    select * into s from public.subscriptions x where x.id = p_id;
    if s.id is null then
        perform app.fail('SF404', 'no such subscription');
    elsif not billing.move_subscription(s.agency_id, s.id, p_status, 'platform',
                                        jsonb_build_object('event_type', 'platform', 'metadata', jsonb_build_object('reason', p_reason))) then
        perform app.fail('SF409', format('cannot become %s from %s', p_status, s.status), jsonb_build_object('errors', jsonb_build_array(
            jsonb_build_object('pointer', '/status', 'code', 'not_reachable', 'detail', format('cannot become %s from %s', p_status, s.status),
                               'params', jsonb_build_object('from', s.status, 'to', p_status,
                               'ways', (select coalesce(jsonb_agg(e.target), '[]') from billing.subscription_edges() e where e.source = s.status))))));
    end if;
end
$$;

-- Contract: a price list from p_at on (NULL: now), under the id p_id; what p_costs does not name costs what it did. Raises SF422
-- /effective_at for a time that is over, as billing.check_prices does for what is not sold.
create function billing.set_feature_costs(p_id uuid, p_costs jsonb, p_at timestamptz, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform internal.need_platform();
    perform app.give_reason(p_reason);
    if p_at < app.now() then
        perform app.fail('SF422', 'is over: what was held then keeps its price', '{"pointer": "/effective_at", "code": "out_of_range"}');
    end if;
    insert into public.admin_settings (id, feature_costs, effective_at, note, created_by)
    values (p_id, p_costs, coalesce(p_at, app.now()), p_reason, app.user_id());
end
$$;

grant execute on function billing.platform_agencies(text, uuid, int), agency.platform_users(text, uuid, int), agency.set_active(uuid, boolean, text),
    billing.adjust_credits(uuid, int, text), billing.platform_subscriptions(text, uuid, int), billing.give_subscription(uuid, uuid, text, text),
    billing.set_status(uuid, text, text), billing.set_feature_costs(uuid, jsonb, timestamptz, text) to stagefy_api;

reset role;

commit;

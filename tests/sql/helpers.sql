-- SPDX-License-Identifier: Apache-2.0
-- What the tests share: pgTAP, and a small world of two agencies in schema t. Loaded once per run by run.sh.
set client_min_messages = warning;
create schema if not exists t;
create extension if not exists pgtap with schema t;
do $$
begin
    if not has_schema_privilege('stagefy_api', 't', 'usage') then
        grant usage on schema t to public;
    end if;
end
$$;
-- who is no superuser must be let into the roles that the tests take on
do $$
begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant stagefy_api, stagefy_definer to %I', current_user);
    end if;
end
$$;

-- plan(), and whatever role a test takes on may go on counting: pgTAP keeps its results in temporary tables.
create function t.start(p_tests int) returns text language plpgsql as $$
declare
    line text := t.plan(p_tests);
begin
    grant all on all tables in schema pg_temp to public;
    grant all on all sequences in schema pg_temp to public;
    return line;
end
$$;

-- t.id('alpha'): a uuid that only depends on the word.
create function t.id(p_word text) returns uuid language sql immutable as $$ select md5(p_word)::uuid $$;

-- Makes the world. Two agencies, alpha (team visibility) and beta; in each an owner, an admin, two agents, a viewer;
-- amphibian is an agent of both, root a platform admin who is a member of none, gone has left alpha.
-- Every agent and admin of an agency owns a contact who agreed to something and looks for something, a property with one photo, a
-- task about both, a deal with the contact as its buyer, a lead that they have closed, a shared page of the property, a conversation of
-- one message, a text to write with (agent2's is private), a template of the studio, and a project that has enhanced the photo; each
-- agency has the plan pro, a rule for leads, which is switched off, a view of the team's, and its owner a bulk change; the admin's
-- task is shared with agent2. Of the hundred credits that each agency began with, its agent has spent one.
create function t.world() returns void language plpgsql as $$
declare
    house text;
    person text;
begin
    execute 'set local role stagefy_definer';
    foreach house in array array['alpha', 'beta'] loop
        insert into public.agencies (id, slug, name, currency) values (t.id(house), house, house, case house when 'alpha' then 'EUR' else 'ZAR' end);
        foreach person in array array['owner', 'admin', 'agent', 'agent2', 'viewer'] loop
            insert into public.users (id, email, email_verified, full_name)
            values (t.id(house || person), house || person || '@example.com', true, initcap(house || ' ' || person));
            insert into public.memberships (id, agency_id, user_id, role)
            values (t.id('m' || house || person), t.id(house), t.id(house || person), rtrim(person, '2'));
        end loop;
    end loop;
    insert into public.users (id, email, email_verified, role) values
        (t.id('root'), 'root@example.com', true, 'admin'), (t.id('amphibian'), 'amphibian@example.com', true, 'agent'),
        (t.id('gone'), 'gone@example.com', true, 'agent'), (t.id('nobody'), 'nobody@example.com', true, 'agent');
    insert into public.memberships (id, agency_id, user_id, role, left_at) values
        (t.id('malphaamphibian'), t.id('alpha'), t.id('amphibian'), 'agent', null),
        (t.id('mbetaamphibian'), t.id('beta'), t.id('amphibian'), 'agent', null),
        (t.id('malphagone'), t.id('alpha'), t.id('gone'), 'agent', now());
    insert into public.identities (user_id, issuer, subject, email, email_verified)
    select u.id, 'https://issuer.example', split_part(u.email, '@', 1), u.email, true
    from public.users u where u.email_verified;

    foreach house in array array['alpha', 'beta'] loop
        foreach person in array array['admin', 'agent', 'agent2'] loop
            insert into public.contacts (id, agency_id, owner_id, name, email, phone)
            values (t.id('c' || house || person), t.id(house), t.id(house || person), 'Contact of ' || person, 'c.' || person || '@example.com', '+352' || 100000 + abs(hashtext(person)) % 900000);
            insert into public.contact_consents (agency_id, contact_id, purpose, method)
            values (t.id(house), t.id('c' || house || person), 'offers', 'form');
            insert into public.buyer_requests (agency_id, contact_id, budget_max) values (t.id(house), t.id('c' || house || person), 2000);
            insert into public.properties (id, agency_id, owner_id, address, contact_id, price)
            values (t.id('p' || house || person), t.id(house), t.id(house || person), '1, rue ' || person, t.id('c' || house || person), 1000);
            insert into public.media_items (id, agency_id, owner_id, type, file_name, storage_key, provider, content_type, size, property_id, position, status)
            values (t.id('i' || house || person), t.id(house), t.id(house || person), 'image', 'a.jpg', house || '/' || person, 'local',
                    'image/jpeg', 1, t.id('p' || house || person), 1, 'ready');
            insert into public.tasks (id, agency_id, owner_id, assignee_id, title, property_id, contact_id)
            values (t.id('t' || house || person), t.id(house), t.id(house || person), t.id(house || person), 'Task of ' || person,
                    t.id('p' || house || person), t.id('c' || house || person));
            insert into public.visits (id, agency_id, owner_id, agent_id, property_id, contact_id, starts_at)
            values (t.id('z' || house || person), t.id(house), t.id(house || person), t.id(house || person), t.id('p' || house || person),
                    t.id('c' || house || person), timestamptz '2026-05-04 08:00+00' + array_position(array['admin', 'agent', 'agent2'], person) * interval '1 day');
            insert into public.deals (id, agency_id, owner_id, title, amount, property_id, contact_id)
            values (t.id('d' || house || person), t.id(house), t.id(house || person), 'Deal of ' || person, 1000,
                    t.id('p' || house || person), t.id('c' || house || person));
            insert into public.deal_parties (agency_id, deal_id, contact_id, part)
            values (t.id(house), t.id('d' || house || person), t.id('c' || house || person), 'buyer');
            insert into public.leads (id, agency_id, owner_id, assignee_id, status, name, email, property_id, contact_id)
            values (t.id('l' || house || person), t.id(house), t.id(house || person), t.id(house || person), 'closed', 'Lead of ' || person,
                    'c.' || person || '@example.com', t.id('p' || house || person), t.id('c' || house || person));
            insert into public.share_links (id, agency_id, owner_id, property_ids, token_hash)
            values (t.id('s' || house || person), t.id(house), t.id(house || person), array[t.id('p' || house || person)], sha256((house || person)::bytea));
            insert into public.conversations (id, agency_id, owner_id, contact_id, property_id, subject, messages)
            values (t.id('o' || house || person), t.id(house), t.id(house || person), t.id('c' || house || person), t.id('p' || house || person), 'Your visit', 1);
            insert into public.messages (id, agency_id, owner_id, conversation_id, contact_id, author_id, direction, state, to_address, subject, text, message_id)
            values (t.id('g' || house || person), t.id(house), t.id(house || person), t.id('o' || house || person), t.id('c' || house || person), t.id(house || person),
                    'out', 'sent', 'c.' || person || '@example.com', 'Your visit', 'Hello', t.id('g' || house || person) || '@crm.example');
            insert into public.message_templates (id, agency_id, owner_id, author_id, name, subject, body, private)
            values (t.id('y' || house || person), t.id(house), t.id(house || person), t.id(house || person), 'Visit', 'Your visit', 'Hello', person = 'agent2');
            insert into public.imports (id, agency_id, owner_id, into_table, file_name)
            values (t.id('f' || house || person), t.id(house), t.id(house || person), 'contacts', 'people.csv');
            insert into public.templates (id, agency_id, owner_id, name) values (t.id('h' || house || person), t.id(house), t.id(house || person), 'Empty rooms');
            insert into public.projects (id, agency_id, owner_id, name, status, property_id, media_id, media_ids, recipe, completed_at)
            values (t.id('j' || house || person), t.id(house), t.id(house || person), 'a.jpg', 'completed', t.id('p' || house || person),
                    t.id('i' || house || person), array[t.id('i' || house || person)], '[{"tool": "enhance", "provider": "local"}]', app.now());
            insert into public.ai_jobs (id, agency_id, owner_id, project_id, variant, step, tool, service, status, input_key, result_key)
            values (t.id('n' || house || person), t.id(house), t.id(house || person), t.id('j' || house || person),
                    array_position(array['admin', 'agent', 'agent2'], person), 1, 'enhance', 'local', 'completed', 'i', 'r');
        end loop;
    end loop;
    insert into public.invitations (id, agency_id, owner_id, email, role, token_hash)
    select t.id('v' || a.slug), a.id, t.id(a.slug || 'admin'), 'guest@example.com', 'agent', sha256(a.slug::bytea)
    from public.agencies a where a.slug in ('alpha', 'beta');
    insert into public.api_keys (id, agency_id, created_by, name, mode, prefix, last4, digest, scopes)
    select t.id('k' || a.slug), a.id, t.id(a.slug || 'admin'), 'Website', 'live', 'sfy_live_' || rpad(a.slug, 8, '0'), 'last',
           sha256(a.slug::bytea), '{properties:read,properties:write}'
    from public.agencies a where a.slug in ('alpha', 'beta');
    insert into public.lead_rules (id, agency_id, name, enabled)
    select t.id('r' || a.slug), a.id, 'Everything', false from public.agencies a where a.slug in ('alpha', 'beta');
    insert into public.webhook_endpoints (id, agency_id, created_by, url, secret)
    select t.id('w' || a.slug), a.id, t.id(a.slug || 'admin'), 'https://example.com/' || a.slug, 's1.sealed'
    from public.agencies a where a.slug in ('alpha', 'beta');
    insert into public.webhook_deliveries (id, agency_id, endpoint_id, event_id, type, body)
    select t.id('d' || a.slug), a.id, t.id('w' || a.slug), t.id('e' || a.slug), 'contact.created', '{}'
    from public.agencies a where a.slug in ('alpha', 'beta');
    insert into public.saved_views (id, agency_id, author_id, list, name, private)
    select t.id('q' || a.slug), a.id, t.id(a.slug || 'agent'), 'properties', 'Active ones', false from public.agencies a where a.slug in ('alpha', 'beta');
    insert into public.notifications (agency_id, user_id, kind, params, subject_type, subject_id, group_key, in_app, by_mail)
    select a.id, t.id(a.slug || 'owner'), 'role_changed', '{"role": "owner"}', 'memberships', t.id('m' || a.slug || 'owner'), 'x', true, false
    from public.agencies a where a.slug in ('alpha', 'beta');
    insert into public.notification_preferences (agency_id, user_id)
    select a.id, t.id(a.slug || 'owner') from public.agencies a where a.slug in ('alpha', 'beta');
    insert into public.bulk_changes (agency_id, owner_id, table_name, query, change, matched, ended_at)
    select a.id, t.id(a.slug || 'owner'), 'contacts', 'status=lead', '{"set": {"status": "active"}}', 0, app.now()
    from public.agencies a where a.slug in ('alpha', 'beta');
    insert into public.subscriptions (id, agency_id, plan_id, provider, provider_ref, "interval", status_reason, monthly_credits, price, currency, started_at,
                                      current_period_start, current_period_end, anchor_at, paid_months, granted_months)
    select t.id('sub' || a.slug), a.id, p.id, 'payfast', a.slug, 'monthly', 'started', p.credits, p.price_monthly, p.currency, app.now(), app.now(),
           app.now() + interval '30 days', app.now(), 1, 1
    from public.agencies a join public.plans p on p.key = 'pro' where a.slug in ('alpha', 'beta');
    insert into public.subscription_events (id, agency_id, subscription_id, plan_key, effect, event_type, status)
    select t.id('event' || a.slug), a.id, t.id('sub' || a.slug), 'pro', 'started', 'COMPLETE', 'active' from public.agencies a where a.slug in ('alpha', 'beta');
    insert into public.payments (id, agency_id, user_id, kind, state, plan_id, "interval", subscription_id, description, credits, amount, currency, paid_at)
    select t.id('pay' || a.slug), a.id, t.id(a.slug || 'owner'), 'subscription', 'complete', p.id, 'monthly', t.id('sub' || a.slug), 'Stagefy Pro', p.credits,
           p.price_monthly, p.currency, app.now()
    from public.agencies a join public.plans p on p.key = 'pro' where a.slug in ('alpha', 'beta');
    insert into public.record_shares (id, agency_id, task_id, user_id)
    select t.id('x' || a.slug), a.id, t.id('t' || a.slug || 'admin'), t.id(a.slug || 'agent2') from public.agencies a where a.slug in ('alpha', 'beta');
    foreach house in array array['alpha', 'beta'] loop
        perform app.set_context(t.id(house), t.id(house || 'agent'), 'agent', 'all', null, null);
        perform billing.spend('AI_TEXT_CHAT', 1, 'one', '{}');
    end loop;
    perform app.set_context(null, null, null, null, null, null);
    execute 'reset role';
end
$$;

-- Becomes the worker that has admitted p_person into p_agency (words of the world; NULL: without saying which).
create function t.come(p_person text, p_agency text default null, p_roles int default 0) returns void language plpgsql as $$
begin
    execute 'set local role stagefy_api';
    perform app.authenticate('https://issuer.example', p_person, null, t.id(p_agency), null, null, p_roles, app.uuid7(), '192.0.2.1');
end
$$;
-- Becomes a worker that has admitted nobody.
create function t.go() returns void language plpgsql as $$
begin
    execute 'reset role';
    perform set_config(s, '', true) from unnest(array['app.agency_id', 'app.user_id', 'app.role', 'app.reads', 'app.request_id', 'app.address', 'app.key_id']) s;
    execute 'set local role stagefy_api';
end
$$;

-- How many rows the statement touched, 'denied' by right or policy, or the SQLSTATE it failed with.
create function t.try(p_sql text) returns text language plpgsql as $$
declare
    touched bigint;
begin
    execute p_sql;
    get diagnostics touched = row_count;
    return touched::text;
exception
    when insufficient_privilege then return 'denied';
    when others then return sqlstate;
end
$$;
-- The DETAIL of the error that p_sql raises, as JSON.
create function t.detail(p_sql text) returns jsonb language plpgsql as $$
declare
    detail text;
begin
    execute p_sql;
    return null;
exception when others then
    get stacked diagnostics detail = pg_exception_detail;
    return detail::jsonb;
end
$$;
create function t.count(p_sql text) returns bigint language plpgsql as $$
declare
    n bigint;
begin
    execute format('select count(*) from (%s) q', p_sql) into n;
    return n;
end
$$;
grant execute on function t.id(text), t.world(), t.come(text, text, int), t.go(), t.try(text), t.detail(text), t.count(text), t.start(int) to public;

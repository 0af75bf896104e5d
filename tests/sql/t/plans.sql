-- SPDX-License-Identifier: Apache-2.0
-- Each filter and sort reaches its index under the policies, with the generic plans that workers use: 16,000 properties in
-- 8 agencies, 2,000 in ours. A numeric range is not leakproof, so it filters what the tenant's index brings.
begin;
set local search_path = public, t;
create function t.fill(p_agency uuid, p_owner uuid, p_n int) returns void language sql as $$
    insert into public.contacts (id, agency_id, owner_id, external_ref, name, email, phone, type, status, tags, last_contacted_at, created_at, updated_at)
    select t.id(p_agency || 'c' || i), p_agency, p_owner, 'r' || i, 'name ' || i, 'c' || i || '@example.com', '+35262' || i,
           (array['lead', 'buyer', 'seller'])[i % 3 + 1], (array['lead', 'active', 'closed'])[i % 3 + 1], array['t' || i % 50],
           now() - i * interval '1 minute', now() - i * interval '1 minute', now() - i * interval '1 minute' from generate_series(1, p_n) i;
    insert into public.contact_emails (agency_id, owner_id, contact_id, email, created_at, updated_at)
    select p_agency, p_owner, t.id(p_agency || 'c' || i), 'c' || i || '@example.com', now() - i * interval '1 minute', now() from generate_series(1, p_n) i;
    insert into public.contact_phones (agency_id, owner_id, contact_id, phone, created_at, updated_at)
    select p_agency, p_owner, t.id(p_agency || 'c' || i), '+35262' || i, now() - i * interval '1 minute', now() from generate_series(1, p_n) i;
    insert into public.contact_consents (agency_id, owner_id, contact_id, purpose, method, created_at, updated_at)
    select p_agency, p_owner, t.id(p_agency || 'c' || i), (array['contact', 'offers', 'newsletter'])[i % 3 + 1], 'form', now() - i * interval '1 minute', now()
    from generate_series(1, p_n) i;
    insert into public.buyer_requests (agency_id, owner_id, contact_id, currency, budget_max, active, created_at, updated_at)
    select p_agency, p_owner, t.id(p_agency || 'c' || i), 'EUR', i * 1000, i % 2 = 0, now() - i * interval '1 minute', now() from generate_series(1, p_n) i;
    insert into public.properties (id, agency_id, owner_id, external_ref, reference, address, city, country, currency, status, property_type, price, bedrooms, living_area,
                                   contact_id, published_at, features, title, created_at, updated_at)
    select t.id(p_agency || 'p' || i), p_agency, p_owner, 'r' || i, 'R' || i, i || ', rue X', 'city ' || i % 40, 'LU', 'EUR',
           (array['draft', 'active', 'pending', 'sold'])[i % 4 + 1], (array['house', 'land', 'office'])[i % 3 + 1], i * 1000, i % 9, i % 400, t.id(p_agency || 'c' || i),
           case when i % 3 > 0 then now() - i * interval '1 minute' end, array['f' || i % 50], jsonb_build_object('en', 'house number ' || i),
           now() - i * interval '1 minute', now() - i * interval '1 minute' from generate_series(1, p_n) i;
    insert into public.media_items (id, agency_id, owner_id, type, file_name, storage_key, provider, content_type, size, property_id, contact_id, position, status, tags, created_at, updated_at)
    select t.id(p_agency || 'm' || i), p_agency, p_owner, (array['image', 'image', 'video', 'document'])[i % 4 + 1], i || '.jpg', p_agency || '/' || i, 'local', 'x/y', 1,
           t.id(p_agency || 'p' || i % 300 + 1), case when i % 10 = 0 then t.id(p_agency || 'c' || i) end, i, 'ready', array['t' || i % 50], now() - i * interval '1 minute', now() from generate_series(1, p_n) i;
    insert into public.tasks (agency_id, owner_id, assignee_id, external_ref, title, status, due_at, done_at, property_id, contact_id, created_at, updated_at)
    select p_agency, p_owner, p_owner, 'r' || i, 'task ' || i, (array['open', 'done'])[i % 2 + 1], case when i % 5 > 0 then now() + (i % 400) * interval '1 hour' end,
           case when i % 2 = 1 then now() - i * interval '1 minute' end, case when i % 3 = 0 then t.id(p_agency || 'p' || i) end, case when i % 4 = 0 then t.id(p_agency || 'c' || i) end,
           now() - i * interval '1 minute', now() - i * interval '1 minute' from generate_series(1, p_n) i;
    insert into public.visits (agency_id, owner_id, agent_id, external_ref, property_id, contact_id, status, starts_at, ends_at, busy_until, created_at, updated_at)
    select p_agency, p_owner, p_owner, 'r' || i, t.id(p_agency || 'p' || i), case when i % 4 = 0 then t.id(p_agency || 'c' || i) end, (array['requested', 'confirmed', 'done', 'cancelled'])[i % 4 + 1],
           s.at, s.at + interval '30 minutes', s.at + interval '30 minutes', now() - i * interval '1 minute', now() - i * interval '1 minute'
    from generate_series(1, p_n) i, lateral (select now() + (i - 1000) * interval '1 hour' as at) s;
    insert into public.deal_stages (id, agency_id, name, position) select t.id(p_agency || 's' || i), p_agency, '{"en": "s"}', i from generate_series(1, 5) i;
    insert into public.deals (id, agency_id, owner_id, external_ref, title, stage_id, position, stage_since, status, closed_at, amount, currency, expected_close_on, property_id, contact_id,
                              created_at, updated_at)
    select t.id(p_agency || 'd' || i), p_agency, p_owner, 'r' || i, 'deal ' || i, t.id(p_agency || 's' || i % 5 + 1), i, now() - i * interval '1 minute', (array['open', 'won', 'lost'])[i % 3 + 1],
           case when i % 3 > 0 then now() - i * interval '1 minute' end, i * 1000, 'EUR', current_date + i % 300, case when i % 3 = 0 then t.id(p_agency || 'p' || i) end,
           case when i % 4 = 0 then t.id(p_agency || 'c' || i) end, now() - i * interval '1 minute', now() - i * interval '1 minute' from generate_series(1, p_n) i;
    insert into public.deal_parties (agency_id, owner_id, deal_id, contact_id, part, created_at)
    select p_agency, p_owner, t.id(p_agency || 'd' || i), t.id(p_agency || 'c' || i), 'buyer', now() - i * interval '1 minute' from generate_series(1, p_n) i;
    insert into public.activities (agency_id, owner_id, author_id, kind, text, happened_at, property_id, contact_id, deal_id)
    select p_agency, p_owner, p_owner, (array['note', 'call', 'price'])[i % 3 + 1], 'x', now() - i * interval '1 minute', case when i % 3 = 0 then t.id(p_agency || 'p' || i % 300 + 1) end,
           case when i % 4 = 0 then t.id(p_agency || 'c' || i) end, case when i % 5 = 0 then t.id(p_agency || 'd' || i) end from generate_series(1, p_n) i;
    insert into public.leads (agency_id, owner_id, external_ref, name, source, status, assignee_id, claim_by, property_id, contact_id, created_at, updated_at)
    select p_agency, p_owner, 'r' || i, 'lead ' || i, 'source ' || i % 20, (array['new', 'offered', 'claimed', 'closed'])[i % 4 + 1], case when i % 4 > 0 then p_owner end,
           case when i % 4 = 1 then now() end, case when i % 3 = 0 then t.id(p_agency || 'p' || i) end, case when i % 5 > 0 then t.id(p_agency || 'c' || i) end,
           now() - i * interval '1 minute', now() - i * interval '1 minute' from generate_series(1, p_n) i;
    insert into public.conversations (id, agency_id, owner_id, contact_id, property_id, deal_id, subject, last_message_at, created_at, updated_at)
    select t.id(p_agency || 'o' || i), p_agency, p_owner, t.id(p_agency || 'c' || i), case when i % 3 = 0 then t.id(p_agency || 'p' || i) end, case when i % 5 = 0 then t.id(p_agency || 'd' || i) end, 'x',
           now() - i * interval '1 minute', now() - i * interval '1 minute', now() - i * interval '1 minute' from generate_series(1, p_n) i;
    insert into public.messages (agency_id, owner_id, conversation_id, contact_id, author_id, direction, state, subject, text, message_id, happened_at, created_at, updated_at)
    select p_agency, p_owner, t.id(p_agency || 'o' || (i % 300 + 1)), t.id(p_agency || 'c' || (i % 300 + 1)), p_owner, 'out', (array['queued', 'sent', 'sent', 'failed'])[i % 4 + 1], 'x', 'x', p_agency || '-' || i,
           now() - i * interval '1 minute', now() - i * interval '1 minute', now() - i * interval '1 minute' from generate_series(1, p_n) i
$$;
select t.world();
grant execute on function t.fill(uuid, uuid, int) to public;
-- many rows, quickly: no triggers
set local role stagefy_owner;
alter table agencies disable trigger user;
alter table users disable trigger user;
alter table memberships disable trigger user;
alter table contacts disable trigger user;
alter table contact_emails disable trigger user;
alter table contact_phones disable trigger user;
alter table contact_consents disable trigger user;
alter table buyer_requests disable trigger user;
alter table properties disable trigger user;
alter table media_items disable trigger user;
alter table tasks disable trigger user;
alter table visits disable trigger user;
alter table deal_stages disable trigger user;
alter table deals disable trigger user;
alter table conversations disable trigger user;
alter table messages disable trigger user;
alter table deal_parties disable trigger user;
alter table activities disable trigger user;
alter table leads disable trigger user;
set local role stagefy_definer;
insert into agencies (id, slug, name) select t.id('a' || i), 'a' || i, 'a' from generate_series(1, 7) i;
insert into users (id) select t.id('u' || i) from generate_series(1, 7) i;
insert into memberships (agency_id, user_id) select t.id('a' || i), t.id('u' || i) from generate_series(1, 7) i;
select t.fill(t.id('a' || i), t.id('u' || i), 2000) from generate_series(1, 7) i;
select t.fill(t.id('alpha'), t.id('alphaowner'), 2000);
set local role stagefy_owner;
analyze agencies, memberships, contacts, contact_emails, contact_phones, contact_consents, buyer_requests, properties, media_items, tasks, visits, deal_stages, deals, deal_parties, activities, leads, conversations, messages;
do $$ begin perform gin_clean_pending_list('properties_search'); end $$;
reset role;

create temp table wanted (relation text, condition text, ordering text, index_name text);
insert into wanted values
    ('properties', '', 'created_at desc, id desc', 'properties_list'),
    ('properties', 'and (t.created_at, t.id) < ($2::timestamptz, $3::uuid)', 'created_at desc, id desc', 'properties_list'),
    ('properties', 'and t.created_at >= $2', 'created_at desc, id desc', 'properties_list'),
    ('properties', '', 'updated_at, id', 'properties_sync'),
    ('properties', 'and (t.updated_at, t.id) > ($2::timestamptz, $3::uuid)', 'updated_at, id', 'properties_sync'),
    ('properties', 'and t.status = $2', 'created_at desc, id desc', 'idx_crm_listings_status'),
    ('properties', 'and t.property_type = $2', 'created_at desc, id desc', 'properties_type'),
    ('properties', 'and t.owner_id = $2', 'created_at desc, id desc', 'idx_crm_listings_user_id'),
    ('properties', 'and t.reference = $2', '', 'properties_reference_key'),
    ('properties', 'and t.external_ref = $2', '', 'properties_external_ref_key'),
    ('properties', 'and t.contact_id = $2', '', 'idx_crm_listings_contact_id'),
    ('properties', 'and t.contact_id = $2', 'created_at desc, id desc', 'idx_crm_listings_contact_id'),
    ('properties', 'and t.city = $2', '', 'properties_city'),
    ('properties', 'and t.bedrooms = $2', '', 'properties_bedrooms'),
    ('properties', 'and t.bedrooms >= $2 and t.bedrooms <= $3', '', 'properties_bedrooms'),
    ('properties', 'and t.published_at >= $2', 'published_at desc nulls last, id desc', 'properties_published'),
    ('properties', '', 'price, id', 'properties_price'),
    ('properties', '', 'price desc nulls last, id desc', 'properties_price_desc'),
    ('properties', '', 'city, id', 'properties_city'),
    ('properties', '', 'bedrooms, id', 'properties_bedrooms'),
    ('properties', '', 'living_area, id', 'properties_living_area'),
    ('properties', '', 'published_at desc nulls last, id desc', 'properties_published'),
    ('properties', '', 'reference, id', 'properties_reference_key'),
    ('contacts', '', 'created_at desc, id desc', 'contacts_list'),
    ('contacts', '', 'updated_at, id', 'contacts_sync'),
    ('contacts', 'and t.status = $2', 'created_at desc, id desc', 'idx_crm_contacts_status'),
    ('contacts', 'and t.type = $2', 'created_at desc, id desc', 'idx_crm_contacts_type'),
    ('contacts', 'and t.owner_id = $2', 'created_at desc, id desc', 'idx_crm_contacts_user_id'),
    ('contacts', 'and t.email = $2', '', 'contacts_email'),
    ('contacts', 'and t.phone = $2', '', 'contacts_phone'),
    ('contacts', 'and t.name = $2', '', 'idx_crm_contacts_name'),
    ('contacts', '', 'name, id', 'idx_crm_contacts_name'),
    ('contacts', '', 'last_contacted_at, id', 'contacts_last_contacted'),
    ('contact_emails', 'and t.email = $2', '', 'contact_emails_email_key'),
    ('contact_emails', 'and t.contact_id = $2', '', 'contact_emails_contact'),
    ('contact_emails', 'and t.contact_id = $2', 'created_at desc, id desc', 'contact_emails_contact'),
    ('contact_emails', '', 'created_at desc, id desc', 'contact_emails_list'),
    ('contact_phones', 'and t.phone = $2', '', 'contact_phones_phone_key'),
    ('contact_phones', 'and t.contact_id = $2', 'created_at desc, id desc', 'contact_phones_contact'),
    ('contact_phones', '', 'created_at desc, id desc', 'contact_phones_list'),
    ('contact_consents', 'and t.contact_id = $2', 'created_at desc, id desc', 'contact_consents_contact'),
    ('contact_consents', 'and t.purpose = $2', 'created_at desc, id desc', 'contact_consents_purpose'),
    ('contact_consents', '', 'created_at desc, id desc', 'contact_consents_list'),
    ('buyer_requests', 'and t.contact_id = $2', 'created_at desc, id desc', 'buyer_requests_contact'),
    ('buyer_requests', '', 'created_at desc, id desc', 'buyer_requests_list'),
    ('media_items', '', 'created_at desc, id desc', 'media_items_list'),
    ('media_items', 'and t.property_id = $2', 'position, id', 'idx_media_items_listing_id'),
    ('media_items', 'and t.contact_id = $2', '', 'media_items_contact'),
    ('media_items', 'and t.contact_id = $2', 'created_at desc, id desc', 'media_items_contact'),
    ('media_items', 'and t.type = $2', 'created_at desc, id desc', 'idx_media_items_type'),
    ('media_items', 'and t.sha256 = $2', '', 'media_items_sha256'),
    ('tasks', '', 'created_at desc, id desc', 'tasks_list'),
    ('tasks', '', 'updated_at, id', 'tasks_sync'),
    ('tasks', 'and t.owner_id = $2', 'created_at desc, id desc', 'tasks_owner'),
    ('tasks', 'and t.assignee_id = $2 and t.status = $3', '', 'tasks_assignee'),
    ('tasks', 'and t.status = $2', 'due_at, id', 'tasks_due'),
    ('tasks', 'and t.status = $2 and t.due_at <= $3', 'due_at, id', 'tasks_due'),
    ('tasks', '', 'due_at, id', 'tasks_due_all'),
    ('tasks', '', 'due_at desc nulls last, id desc', 'tasks_due_desc'),
    ('tasks', '', 'done_at desc nulls last, id desc', 'tasks_done'),
    ('tasks', 'and t.property_id = $2', 'created_at desc, id desc', 'tasks_property'),
    ('tasks', 'and t.contact_id = $2', 'created_at desc, id desc', 'tasks_contact'),
    ('tasks', 'and t.external_ref = $2', '', 'tasks_external_ref_key'),
    ('visits', '', 'created_at desc, id desc', 'visits_list'),
    ('visits', '', 'updated_at, id', 'visits_sync'),
    ('visits', 'and t.owner_id = $2', 'created_at desc, id desc', 'visits_owner'),
    ('visits', 'and t.starts_at >= $2 and t.starts_at < $3', '', 'visits_starts'),
    ('visits', '', 'starts_at, id', 'visits_starts'),
    ('visits', '', 'starts_at desc, id desc', 'visits_starts'),
    ('visits', 'and t.agent_id = $2', 'starts_at, id', 'visits_agent'),
    ('visits', 'and t.status = $2', 'starts_at, id', 'visits_status'),
    ('visits', 'and t.property_id = $2', 'created_at desc, id desc', 'visits_property'),
    ('visits', 'and t.contact_id = $2', 'created_at desc, id desc', 'visits_contact'),
    ('visits', 'and t.external_ref = $2', '', 'visits_external_ref_key'),
    ('visits', 'and t.agent_id = $2 and tstzrange(t.starts_at, t.busy_until) && tstzrange($3, $4) and t.status in (''requested'', ''confirmed'')', '', 'visits_agent_id_excl'),
    ('deals', '', 'created_at desc, id desc', 'deals_list'),
    ('deals', '', 'updated_at, id', 'deals_sync'),
    ('deals', 'and t.stage_id = $2 and t.status = $3', '', 'deals_stage'),
    ('deals', 'and t.owner_id = $2', 'created_at desc, id desc', 'deals_owner'),
    ('deals', 'and t.status = $2', 'created_at desc, id desc', 'deals_status'),
    ('deals', 'and t.status = $2', 'closed_at desc nulls last, id desc', 'deals_closed'),
    ('deals', 'and t.property_id = $2', 'created_at desc, id desc', 'deals_property'),
    ('deals', 'and t.contact_id = $2', 'created_at desc, id desc', 'deals_contact'),
    ('deals', '', 'amount, id', 'deals_amount'),
    ('deals', '', 'amount desc nulls last, id desc', 'deals_amount_desc'),
    ('deals', '', 'expected_close_on, id', 'deals_expected'),
    ('deals', '', 'stage_since, id', 'deals_since'),
    ('deal_parties', 'and t.deal_id = $2', 'created_at desc, id desc', 'deal_parties_deal'),
    ('deal_parties', 'and t.contact_id = $2', 'created_at desc, id desc', 'deal_parties_contact'),
    ('deal_parties', '', 'created_at desc, id desc', 'deal_parties_list'),
    ('leads', '', 'created_at desc, id desc', 'leads_list'),
    ('leads', '', 'updated_at, id', 'leads_sync'),
    ('leads', 'and t.status = $2', 'created_at desc, id desc', 'leads_status'),
    ('leads', 'and t.assignee_id = $2 and t.status = $3', '', 'leads_assignee'),
    ('leads', 'and t.owner_id = $2', 'created_at desc, id desc', 'leads_owner'),
    ('leads', 'and t.source = $2', 'created_at desc, id desc', 'leads_source'),
    ('leads', 'and t.contact_id = $2', 'created_at desc, id desc', 'leads_contact'),
    ('leads', 'and t.property_id = $2', 'created_at desc, id desc', 'leads_property'),
    ('leads', 'and t.share_link_id = $2', 'created_at desc, id desc', 'leads_share_link');
-- what is never deleted
insert into wanted values
    ('activities', '', 'happened_at desc, id desc', 'activities_when'),
    ('activities', 'and t.kind = $2', 'happened_at desc, id desc', 'activities_when'),
    ('activities', 'and t.contact_id = $2', 'happened_at desc, id desc', 'activities_contact'),
    ('activities', 'and t.property_id = $2', 'happened_at desc, id desc', 'activities_property'),
    ('activities', 'and t.property_id = $2 and (t.happened_at, t.id) < ($3::timestamptz, $4::uuid)', 'happened_at desc, id desc', 'activities_property'),
    ('activities', 'and t.deal_id = $2', 'happened_at desc, id desc', 'activities_deal'),
    ('conversations', '', 'last_message_at desc, id desc', 'conversations_last'),
    ('conversations', '', 'created_at desc, id desc', 'conversations_list'),
    ('conversations', '', 'updated_at, id', 'conversations_sync'),
    ('conversations', 'and t.contact_id = $2', 'last_message_at desc, id desc', 'conversations_contact'),
    ('conversations', 'and t.property_id = $2', 'last_message_at desc, id desc', 'conversations_property'),
    ('conversations', 'and t.deal_id = $2', 'last_message_at desc, id desc', 'conversations_deal'),
    ('conversations', 'and t.visit_id = $2', 'last_message_at desc, id desc', 'conversations_visit'),
    ('conversations', 'and t.owner_id = $2', 'last_message_at desc, id desc', 'conversations_owner'),
    ('messages', '', 'happened_at desc, id desc', 'messages_when'),
    ('messages', '', 'created_at desc, id desc', 'messages_list'),
    ('messages', '', 'updated_at, id', 'messages_sync'),
    ('messages', 'and t.conversation_id = $2', 'happened_at desc, id desc', 'messages_conversation'),
    ('messages', 'and t.contact_id = $2', 'happened_at desc, id desc', 'messages_contact'),
    ('messages', 'and t.owner_id = $2', 'happened_at desc, id desc', 'messages_owner'),
    ('messages', 'and t.state = $2', 'happened_at desc, id desc', 'messages_state');
grant select on wanted to public;

-- the plan of a worker's statement, as text
create function pg_temp.plan_of(p_sql text) returns text language plpgsql as $$
declare
    line text;
    lines text := '';
    params int := (select max((m)[1]::int) from regexp_matches(p_sql, '\$(\d)', 'g') m);
begin
    execute 'prepare statement as ' || p_sql;
    for line in execute 'explain (costs off) execute statement' || coalesce('(' || repeat('null, ', params - 1) || 'null)', '') loop
        lines := lines || line || E'\n';
    end loop;
    execute 'deallocate statement';
    return lines;
end
$$;
grant execute on function pg_temp.plan_of(text) to public;
create function t.is_indexed(w wanted) returns text language plpgsql as $$
declare
    plan text := pg_temp.plan_of(format('select t.id from %s t where t.agency_id = $1 %s %s %s limit 26', w.relation, w.condition,
        case when w.relation in ('activities', 'conversations', 'messages') then '' else 'and t.deleted_at is null' end, case w.ordering when '' then '' else 'order by t.' || replace(w.ordering, ', ', ', t.') end));
    what text := format('%s%s%s: %s', w.relation, case w.condition when '' then '' else ' ' || substr(w.condition, 5) end, case w.ordering when '' then '' else ' by ' || w.ordering end, w.index_name);
begin
    -- with an order: walked in it, and at most ties are sorted; without: reached by it
    if plan ~ ('Index (Only )?Scan (Backward )?using ' || w.index_name || ' on ' || case w.ordering when '' then '|Bitmap Index Scan on ' || w.index_name else '' end)
       and plan !~ '(^|>)\s*Sort\M(?! Key)' and plan ~ 'Index Cond: \(.*agency_id = ' then
        return pass(what);
    end if;
    return fail(what) || E'\n' || diag(plan);
end
$$;
grant execute on function t.is_indexed(wanted) to public;

select start((select count(*) from wanted)::int + 17);
select t.come('alphaagent', 'alpha');
set local plan_cache_mode = force_generic_plan;
select t.is_indexed(w) from wanted w;

-- the whole of a filter is in the condition, not only the agency
select alike(pg_temp.plan_of('select id from properties t where t.agency_id = $1 and t.deleted_at is null and t.status = $2 order by t.created_at desc, t.id desc limit 26'),
             '%Index Cond: ((agency_id = $1) AND ((status)::text = $2))%', 'a status is part of the condition');
select alike(pg_temp.plan_of('select id from properties t where t.agency_id = $1 and (t.created_at, t.id) < ($2, $3) order by t.created_at desc, t.id desc limit 26'),
             '%Index Cond: ((agency_id = $1) AND (ROW(created_at, id) < ROW($2, $3)))%', 'so is a cursor');
select alike(pg_temp.plan_of('select * from events e where e.agency_id = $1 and (e.xid, e.seq) >= ($2::xid8, $3) order by e.xid, e.seq limit 1000'),
             '%Index Cond: ((agency_id = %) AND (xid < %) AND (ROW(xid, seq) >= ROW($2, $3)))%', 'and so is a place in the feed');
select unalike(pg_temp.plan_of('select id from properties t where t.agency_id = $1 and t.price >= $2'), '%Seq Scan%', 'a price without an order reads one agency only');

select alike(pg_temp.plan_of('select at from record_changes where table_name = $1 and row_id = $2 order by xid desc, seq desc limit 50'), '%_table_name_row_id_xid_seq_idx on changes_20%', 'the history of a record reads that record''s');

-- what the worker leaves to the policy alone
select alike(pg_temp.plan_of('select id from properties t where t.id = $1'), '%Index%', 'by id without naming the agency');
-- searches: the definer function, as it plans for itself
reset role;
select is((select proconfig from pg_proc where oid = 'internal.search(regclass, uuid, text, text, text, text[], text[], jsonb)'::regprocedure), '{enable_indexscan=off}', 'how it plans');
set local role stagefy_definer;
set local enable_indexscan = off;
select alike(pg_temp.plan_of($$select t.id from properties t where t.agency_id = $1 and estate.property_document(t.agency_id, t.title, t.description, t.reference, t.address, t.city, t.state, t.zip_code, t.notes) @@ 'number'$$),
             '%Bitmap Index Scan on properties_search%', 'words reach the search index');
select alike(pg_temp.plan_of('select t.id from properties t where t.agency_id = t.id(''alpha'') and t.features @> ''{f17}'''), '%Bitmap Index Scan on properties_search%', 'and so do tags');
reset enable_indexscan;
select t.come('alphaagent', 'alpha');
select is(t.count($$select 1 from properties t where t.agency_id = t.id('alpha') and t.id in (select app.search_properties(t.id('alpha'), 'number 1717', '{f17}', null))$$), 1::bigint, 'a search is joined back under the policy');
select unalike(pg_temp.plan_of($$select t.id from properties t where t.agency_id = $1 and t.deleted_at is null and t.id in (select app.search_properties($1, $2, null, null)) order by t.created_at desc, t.id desc limit 26$$),
             '%Seq Scan%', 'without reading the table through');
-- matching: a definer function too, told by the indexes that it went through
select count(*) from estate.matches((select id from buyer_requests where active and budget_max = 900000), null, 50);
select cmp_ok(pg_stat_get_xact_numscans('properties_matching'::regclass), '>', 0::bigint, 'what suits a request is found by price');
select count(*) from estate.matches(null, t.id(t.id('alpha') || 'p900'), 50);
select cmp_ok(pg_stat_get_xact_numscans('buyer_requests_matching'::regclass), '>', 0::bigint, 'and who looks for a property by budget');
-- duplicates and misspelt words: likewise, and no row of the tables read through
reset role;
create function pg_temp.reads(p_table text) returns bigint language sql as $$
    select pg_stat_get_xact_tuples_returned(p_table::regclass) + pg_stat_get_xact_tuples_fetched(p_table::regclass)
$$;
create temp table before as select pg_temp.reads('contacts') as contacts;
select t.come('alphaagent', 'alpha');
select is(t.count('select 1 from estate.duplicates(50)'), 0::bigint, 'of 2,000 contacts none is there twice');
reset role;
select is(array[pg_stat_get_xact_numscans('contacts_same_name'::regclass), pg_stat_get_xact_numscans('contact_phones_phone_key'::regclass)] @> '{0}', false, '… as indexes of their names and numbers tell');
select cmp_ok(pg_temp.reads('contacts') - (select contacts from before), '<', 10::bigint, '… without reading them');
set local role stagefy_definer;
insert into internal.search_words (agency_id, word) select a.id, 'word' || chr(97 + i % 26) || i from agencies a, generate_series(1, 2000) i;
reset role;
analyze internal.search_words; -- as autovacuum does sooner or later: without it the plan is a matter of luck
select t.come('alphaagent', 'alpha');
select count(*) from estate.search('wrodb417 nmubre', 20);
reset role;
select cmp_ok(pg_stat_get_xact_numscans('internal.search_words_alike'::regclass), '>', 0::bigint, 'a misspelt word is found by how it is spelt');
select * from finish();
rollback;

-- SPDX-License-Identifier: Apache-2.0
-- What can be bought: plans by the month or the year, and packs of credits. A plan names features that it entitles to.
begin;

create domain public.plan_kind as text check (value in ('subscription', 'pack'));
create domain public.subscription_tier as text check (value in ('free', 'basic', 'pro', 'enterprise'));
create domain public.billing_source as text check (value in ('payfast', 'clerk', 'none'));
create domain public.cta_type as text check (value in ('checkout', 'contact', 'none'));

create table public.features (
    id uuid primary key default app.uuid7(),
    agency_id uuid references public.agencies (id),
    key text not null check (key ~ '^[a-z][a-z0-9_]{0,59}$'),
    name public.i18n not null check (name <> '{}'),
    description public.i18n not null default '{}',
    tags text[] not null default '{}',
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    constraint features_key_key unique nulls not distinct (agency_id, key)
);
comment on column public.features.agency_id is 'NULL: the platform''s, which plans may name';

call internal.protect('public.features');
create policy read on public.features for select using (agency_id is null or agency_id = app.agency_id());
comment on policy read on public.features is 'everybody: the platform''s; members: their agency''s too';
grant select on public.features to stagefy_api, stagefy_jobs, stagefy_read;
create trigger touch before update on public.features
    for each row execute function app.touch_row('key');
create trigger changes after insert or update or delete on public.features
    for each row execute function internal.record_change('settings');

create table public.plans (
    id uuid primary key default app.uuid7(),
    key text not null check (key ~ '^[a-z][a-z0-9_]{0,59}$'),
    kind public.plan_kind not null default 'subscription',
    clerk_id text check (length(clerk_id) between 1 and 100),
    clerk_name text check (length(clerk_name) <= 200),
    name public.i18n not null check (name <> '{}'),
    description public.i18n not null default '{}',
    tier public.subscription_tier,
    credits int not null check (credits between 0 and 100000000),
    currency public.currency_code not null default 'ZAR',
    price_monthly numeric(14, 2),
    price_yearly numeric(14, 2),
    price_once numeric(14, 2),
    rollover_cap int check (rollover_cap >= 0),
    features jsonb not null default '{}'
        check (jsonb_typeof(features) = 'object' and not jsonb_path_exists(features, 'strict $.* ? (@.type() != "array")')
               and not jsonb_path_exists(features, '$.*[*] ? (@.type() != "string")')),
    entitlements jsonb not null default '{}' check (jsonb_typeof(entitlements) = 'object'),
    badge public.i18n not null default '{}',
    highlight boolean not null default false,
    cta_type public.cta_type not null default 'checkout',
    cta_label public.i18n not null default '{}',
    cta_url text check (length(cta_url) <= 2000),
    billing_source public.billing_source not null default 'payfast',
    active boolean not null default true,
    sort_order int not null default 0,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    constraint plans_key_key unique (key),
    constraint plans_clerk_id_key unique (clerk_id),
    constraint plans_tier_check check ((kind = 'subscription') = (tier is not null)),
    constraint plans_price_once_check check (case kind when 'pack' then coalesce(price_once >= 0, false) else price_once is null end),
    constraint plans_price_monthly_check check (case kind when 'pack' then price_monthly is null else price_monthly is null or price_monthly >= 0 end),
    constraint plans_price_yearly_check check (case kind when 'pack' then price_yearly is null else price_yearly is null or price_yearly >= 0 end)
);
comment on column public.plans.credits is 'of a subscription: each month; of a pack: once; of the plan free: what a new agency opens with';
comment on column public.plans.rollover_cap is 'how many credits of former months stay when the next month''s come; NULL: all';
comment on column public.plans.features is 'what the picker lists, per language: {"en": ["…"], "fr": ["…"]}';
comment on column public.plans.entitlements is 'features by their keys: true, or how many; what is not named is not part of it';

call internal.protect('public.plans');
create policy read on public.plans for select using (true);
comment on policy read on public.plans is 'everybody: what can be bought is public, and who has what is no longer sold keeps it';
create policy add on public.plans for insert with check (app.role() = 'platform');
comment on policy add on public.plans is 'platform admins';
create policy change on public.plans for update using (app.role() = 'platform') with check (app.role() = 'platform');
comment on policy change on public.plans is 'platform admins; a plan ends by active, since there are those who have it';
grant select on public.plans to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, key, kind, clerk_id, clerk_name, name, description, tier, credits, currency, price_monthly, price_yearly, price_once,
              rollover_cap, features, entitlements, badge, highlight, cta_type, cta_label, cta_url, billing_source, active, sort_order)
    on public.plans to stagefy_api;
grant update (clerk_id, clerk_name, name, description, credits, currency, price_monthly, price_yearly, price_once, rollover_cap, features,
              entitlements, badge, highlight, cta_type, cta_label, cta_url, billing_source, active, sort_order)
    on public.plans to stagefy_api;

-- An entitlement that nobody asks for would be a promise that nobody keeps.
create function billing.check_plan() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    one record;
begin
    for one in select e.key, e.value from jsonb_each(new.entitlements) e loop
        if not exists (select from public.features f where f.agency_id is null and f.key = one.key) then
            perform app.fail('SF422', 'is no feature of the platform',
                             jsonb_build_object('pointer', '/entitlements/' || one.key, 'code', 'not_found'));
        elsif one.value <> 'true' and (jsonb_typeof(one.value) <> 'number' or one.value::text !~ '^[0-9]{1,9}$') then
            perform app.fail('SF422', 'must be true, or how many',
                             jsonb_build_object('pointer', '/entitlements/' || one.key, 'code', 'type'));
        end if;
    end loop;
    return new;
end
$$;
create trigger entitlements before insert or update of entitlements on public.plans
    for each row execute function billing.check_plan();
create trigger touch before update on public.plans
    for each row execute function app.touch_row('key', 'kind', 'tier');
create trigger changes after insert or update or delete on public.plans
    for each row execute function internal.record_change('settings');

set role stagefy_definer;

insert into public.features (key, name, description, tags) values
    ('members', '{"en": "Members", "fr": "Membres"}',
     '{"en": "People who work in the agency, open invitations among them.", "fr": "Personnes qui travaillent dans l''agence, invitations ouvertes comprises."}', '{team}'),
    ('api_keys', '{"en": "API keys", "fr": "Clés d''API"}',
     '{"en": "Keys of programs that are not revoked.", "fr": "Clés de programmes qui ne sont pas révoquées."}', '{developers}'),
    ('webhook_endpoints', '{"en": "Webhooks", "fr": "Webhooks"}',
     '{"en": "Addresses that hear of changes.", "fr": "Adresses qui sont averties des modifications."}', '{developers}');

insert into public.plans (key, kind, name, description, tier, credits, price_monthly, price_yearly, price_once, rollover_cap, features,
                          entitlements, badge, highlight, cta_type, cta_label, cta_url, billing_source, sort_order) values
    ('free', 'subscription', '{"en": "Free", "fr": "Gratuit"}',
     '{"en": "To try everything, with nothing to pay.", "fr": "Pour tout essayer, sans rien payer."}', 'free', 100, 0, 0, null, null,
     '{"en": ["100 credits to begin with", "Up to 25 members", "25 API keys and 15 webhooks"],
       "fr": ["100 crédits pour commencer", "Jusqu''à 25 membres", "25 clés d''API et 15 webhooks"]}',
     '{"members": 25, "api_keys": 25, "webhook_endpoints": 15}', '{}', false, 'none', '{}', null, 'none', 0),
    ('basic', 'subscription', '{"en": "Basic", "fr": "Essentiel"}',
     '{"en": "For agents who work alone or in a small team.", "fr": "Pour les agents seuls ou en petite équipe."}', 'basic', 500, 399, 3990, null, 250,
     '{"en": ["500 credits each month", "Up to 250 unused credits stay", "Up to 50 members", "50 API keys and 20 webhooks"],
       "fr": ["500 crédits chaque mois", "Jusqu''à 250 crédits non utilisés sont gardés", "Jusqu''à 50 membres", "50 clés d''API et 20 webhooks"]}',
     '{"members": 50, "api_keys": 50, "webhook_endpoints": 20}', '{}', false, 'checkout',
     '{"en": "Choose Basic", "fr": "Choisir Essentiel"}', null, 'payfast', 10),
    ('pro', 'subscription', '{"en": "Pro", "fr": "Pro"}',
     '{"en": "For agencies that show every listing at its best.", "fr": "Pour les agences qui montrent chaque bien sous son meilleur jour."}', 'pro', 2000,
     999, 9990, null, 2000,
     '{"en": ["2,000 credits each month", "Up to 2,000 unused credits stay", "Up to 250 members", "200 API keys and 20 webhooks"],
       "fr": ["2 000 crédits chaque mois", "Jusqu''à 2 000 crédits non utilisés sont gardés", "Jusqu''à 250 membres", "200 clés d''API et 20 webhooks"]}',
     '{"members": 250, "api_keys": 200, "webhook_endpoints": 20}', '{"en": "Most chosen", "fr": "Le plus choisi"}', true, 'checkout',
     '{"en": "Choose Pro", "fr": "Choisir Pro"}', null, 'payfast', 20),
    ('enterprise', 'subscription', '{"en": "Enterprise", "fr": "Entreprise"}',
     '{"en": "For networks of agencies, on terms that fit.", "fr": "Pour les réseaux d''agences, à des conditions adaptées."}', 'enterprise', 10000,
     null, null, null, null,
     '{"en": ["10,000 credits each month", "Unused credits stay", "As many members and API keys as you need"],
       "fr": ["10 000 crédits chaque mois", "Les crédits non utilisés sont gardés", "Autant de membres et de clés d''API qu''il vous faut"]}',
     '{"members": true, "api_keys": true, "webhook_endpoints": 20}', '{}', false, 'contact',
     '{"en": "Talk to us", "fr": "Nous contacter"}', null, 'none', 30),
    ('pack_100', 'pack', '{"en": "100 credits", "fr": "100 crédits"}',
     '{"en": "Bought once, spent whenever you like.", "fr": "Achetés une fois, utilisés quand vous voulez."}', null, 100, null, null, 149, null,
     '{}', '{}', '{}', false, 'checkout', '{"en": "Buy", "fr": "Acheter"}', null, 'payfast', 100),
    ('pack_500', 'pack', '{"en": "500 credits", "fr": "500 crédits"}',
     '{"en": "Bought once, spent whenever you like.", "fr": "Achetés une fois, utilisés quand vous voulez."}', null, 500, null, null, 599, null,
     '{}', '{}', '{}', true, 'checkout', '{"en": "Buy", "fr": "Acheter"}', null, 'payfast', 110),
    ('pack_2000', 'pack', '{"en": "2,000 credits", "fr": "2 000 crédits"}',
     '{"en": "Bought once, spent whenever you like.", "fr": "Achetés une fois, utilisés quand vous voulez."}', null, 2000, null, null, 1999, null,
     '{}', '{}', '{}', false, 'checkout', '{"en": "Buy", "fr": "Acheter"}', null, 'payfast', 120);

reset role;

commit;

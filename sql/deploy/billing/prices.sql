-- SPDX-License-Identifier: Apache-2.0
-- What paid work is called, and what it costs from when on.
begin;

create schema billing;
grant usage on schema billing to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read, stagefy_owner;
grant create on schema billing to stagefy_definer;

-- What is new spends the first four; the others stand in history that was brought along.
create domain public.operation_type as text check (value in (
    'AI_TEXT_CHAT', 'AI_IMAGE_GENERATION', 'AI_VIDEO_GENERATION', 'ADMIN_ADJUSTMENT', 'PROJECT_CREATION', 'PRD_GENERATION',
    'SCHEMA_GENERATION', 'FLOWCHART_GENERATION', 'TASK_GENERATION', 'PLAN_GENERATION', 'WORKSPACE_BLUEPRINT', 'FEATURE_SEGMENTATION'));

-- Each row is a whole price list, in force from effective_at until the next one: what is held keeps the price of its day.
create table public.admin_settings (
    id uuid primary key default app.uuid7(),
    feature_costs jsonb not null check (jsonb_typeof(feature_costs) = 'object'
                                        and not jsonb_path_exists(feature_costs, '$.* ? (@.type() != "number" || @ < 0 || @ > 100000 || @ != @.floor())')),
    effective_at timestamptz not null default app.now(),
    note text check (length(note) <= 500),
    created_by uuid references public.users (id) on delete set null,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now()
);
create index admin_settings_effective on public.admin_settings (effective_at desc, id desc);
create index admin_settings_created_by on public.admin_settings (created_by);
comment on column public.admin_settings.feature_costs is 'credits by cost key: {"AI_TEXT_CHAT": 1}';

call internal.protect('public.admin_settings');
create policy read on public.admin_settings for select using (app.user_id() is not null);
comment on policy read on public.admin_settings is 'whoever is signed in: prices are told before they are paid';
grant select on public.admin_settings to stagefy_api, stagefy_jobs, stagefy_read;

create trigger touch before update on public.admin_settings
    for each row execute function app.touch_row();
create trigger changes after insert or update or delete on public.admin_settings
    for each row execute function internal.record_change('settings');

set role stagefy_definer;

-- Everything that can be paid for. The cost key names its price, the operation type stands in the ledger.
create table internal.operations (
    cost_key text primary key check (cost_key ~ '^[A-Za-z][A-Za-z0-9_.]{0,59}$'),
    operation_type public.operation_type not null
);
alter table internal.operations enable row level security;
alter table internal.operations force row level security;
create policy definer on internal.operations to stagefy_definer using (true) with check (true);
comment on policy definer on internal.operations is 'the functions of billing: every row';

-- Contract: for migrations: one more thing that can be paid for, and its price in every list that has none for it yet.
create function billing.add_operation(p_cost_key text, p_operation_type public.operation_type, p_price int) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into internal.operations (cost_key, operation_type) values (p_cost_key, p_operation_type);
    update public.admin_settings s set feature_costs = s.feature_costs || jsonb_build_object(p_cost_key, p_price)
    where not s.feature_costs ? p_cost_key;
end
$$;
grant execute on function billing.add_operation(text, public.operation_type, int) to stagefy_owner;

-- A price list lacks nothing and names nothing that cannot be bought: what is left out costs what it did.
create function billing.check_prices() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    lacking text;
begin
    new.feature_costs := coalesce((select s.feature_costs from public.admin_settings s where s.effective_at <= new.effective_at
                                   order by s.effective_at desc, s.id desc limit 1), '{}') || new.feature_costs;
    select string_agg(coalesce(o.cost_key, k.key), ', ') into lacking
    from internal.operations o full join jsonb_object_keys(new.feature_costs) k (key) on k.key = o.cost_key
    where o.cost_key is null or k.key is null;
    if lacking is not null then
        perform app.fail('SF422', 'prices are missing, or of nothing: ' || lacking,
                         jsonb_build_object('errors', jsonb_build_array(jsonb_build_object('pointer', '/feature_costs', 'code', 'unknown', 'detail', lacking))));
    end if;
    return new;
end
$$;
grant execute on function billing.check_prices() to stagefy_owner;

-- Contract: what one unit of p_cost_key costs at p_at, in credits. Raises SF422 when there is no such operation.
create function billing.price(p_cost_key text, p_at timestamptz default app.now()) returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    price int := (select (s.feature_costs ->> p_cost_key)::int from public.admin_settings s where s.effective_at <= p_at
                  order by s.effective_at desc, s.id desc limit 1);
begin
    if price is null then
        perform app.fail('SF422', 'nothing is sold under this name', jsonb_build_object('errors', jsonb_build_array(
            jsonb_build_object('pointer', '/operation_type', 'code', 'unknown', 'detail', 'has no price'))));
    end if;
    return price;
end
$$;
grant execute on function billing.price(text, timestamptz) to stagefy_api, stagefy_jobs;

insert into internal.operations (cost_key, operation_type)
select o.t, o.t
from unnest(array['AI_TEXT_CHAT', 'AI_IMAGE_GENERATION', 'AI_VIDEO_GENERATION', 'PROJECT_CREATION', 'PRD_GENERATION', 'SCHEMA_GENERATION',
                  'FLOWCHART_GENERATION', 'TASK_GENERATION', 'PLAN_GENERATION', 'WORKSPACE_BLUEPRINT', 'FEATURE_SEGMENTATION']) o (t);

with made as (
    insert into public.admin_settings (feature_costs, effective_at, note)
    select jsonb_object_agg(o.cost_key, case o.cost_key when 'AI_IMAGE_GENERATION' then 5 when 'AI_VIDEO_GENERATION' then 20 else 1 end),
           '2000-01-01Z', 'the first price list'
    from internal.operations o
    returning 1)
select internal.expect_rows(count(*), 'the first price list') from made;

reset role;

create trigger prices before insert on public.admin_settings
    for each row execute function billing.check_prices();

commit;

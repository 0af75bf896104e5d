-- SPDX-License-Identifier: Apache-2.0
-- Lists as somebody saved them: filter, sort and columns, one person's or the team's.
begin;

create domain public.saved_view_list as text check (value in ('properties', 'contacts', 'deals', 'tasks', 'leads'));

create table public.saved_views (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    author_id uuid not null default app.user_id() references public.users (id),
    external_ref text check (length(external_ref) <= 120),
    list public.saved_view_list not null,
    name text not null check (length(name) between 1 and 80),
    private boolean not null default true,
    position int not null check (position between 0 and 1000000),
    filter jsonb not null default '{}' check (jsonb_typeof(filter) = 'object' and length(filter::text) <= 8000),
    sort text check (length(sort) between 1 and 200),
    columns text[] not null default '{}' check (cardinality(columns) <= 60),
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    deleted_at timestamptz,
    primary key (agency_id, id),
    -- of each person: what is private to one is no obstacle to another
    constraint saved_views_external_ref_key unique (agency_id, author_id, external_ref)
);
comment on column public.saved_views.author_id is 'who saved it, and stays so: nobody inherits the views of a member who leaves';
comment on column public.saved_views.filter is 'parameters of the list as text: {"status[in]": "active,pending", "owner_id": "me"}';

create index saved_views_list on public.saved_views (agency_id, created_at desc, id desc);
create index saved_views_sync on public.saved_views (agency_id, updated_at, id);
create index saved_views_of_list on public.saved_views (agency_id, list, position, id);
create index saved_views_position on public.saved_views (agency_id, position, id);
create index saved_views_mine on public.saved_views (agency_id, author_id, position, id);
create index saved_views_author on public.saved_views (author_id);

call internal.protect('public.saved_views');
create policy read on public.saved_views for select
    using (agency_id = app.agency_id() and (author_id = app.user_id() or not private));
comment on policy read on public.saved_views is
    'members: their own and the team''s, which tell of no record; a private one its author alone, whatever the role of others';
create policy add on public.saved_views for insert
    with check (agency_id = app.agency_id() and author_id = app.user_id() and (private or app.writes_own()));
comment on policy add on public.saved_views is 'members: for themselves; agents, admins and owners: also for the team';
create policy change on public.saved_views for update
    using (agency_id = app.agency_id()
           and (author_id = app.user_id() and (private or app.writes_own()) or not private and app.writes_all()))
    with check (agency_id = app.agency_id()
                and (author_id = app.user_id() and (private or app.writes_own()) or not private and app.writes_all()));
comment on policy change on public.saved_views is
    'members: their private ones; agents: also those they gave the team; admins and owners: all of the team''s, which stay the team''s';

grant select on public.saved_views to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, agency_id, external_ref, list, name, private, position, filter, sort, columns) on public.saved_views to stagefy_api;
grant update (external_ref, list, name, private, position, filter, sort, columns, deleted_at) on public.saved_views to stagefy_api;

-- A new view comes last among those of its list that its author sees. Runs as whoever writes.
create function estate.complete_saved_view() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        new.position := coalesce(new.position, (select least(1000000, 1 + coalesce(max(v.position), 0)) from public.saved_views v
                                                where v.agency_id = new.agency_id and v.list = new.list and v.deleted_at is null));
    elsif new.list <> old.list then
        perform app.fail('SF422', 'cannot be changed afterwards', '{"pointer": "/list", "code": "read_only"}');
    end if;
    return new;
end
$$;

create trigger complete before insert or update on public.saved_views
    for each row execute function estate.complete_saved_view();
create trigger touch before update on public.saved_views
    for each row execute function app.touch_row('deleted_at');
create trigger changes after insert or update or delete on public.saved_views
    for each row execute function internal.record_change('records');

-- What people kept in their preferences, of the properties alone and for every agency they are in. It also stays there, where
-- nothing reads it any more, so that reverting this change loses none.
set role stagefy_definer;
with kept as (
    select m.agency_id, u.id as author_id, v.n, v.view ->> 'name' as name, v.view -> 'search' as s
    from public.users u
    cross join lateral jsonb_array_elements(case when jsonb_typeof(u.preferences -> 'views') = 'array' then u.preferences -> 'views' else '[]' end)
                       with ordinality v (view, n)
    join public.memberships m on m.user_id = u.id and m.left_at is null
    where jsonb_typeof(v.view -> 'search') = 'object' and length(v.view ->> 'name') between 1 and 80
), moved as (
    insert into public.saved_views (agency_id, author_id, list, name, position, filter, sort)
    select k.agency_id, k.author_id, 'properties', k.name, k.n,
           jsonb_strip_nulls(jsonb_build_object(
               'q', s ->> 'q',
               'status' || case when s ->> 'status' like '%,%' then '[in]' else '' end, s ->> 'status',
               'property_type' || case when s ->> 'type' like '%,%' then '[in]' else '' end, s ->> 'type',
               'transaction', s ->> 'deal', 'price[gte]', s ->> 'price_min', 'price[lte]', s ->> 'price_max',
               'living_area[gte]', s ->> 'area_min', 'living_area[lte]', s ->> 'area_max', 'bedrooms[gte]', s ->> 'beds_min',
               'city[like]', s ->> 'city', 'owner_id', s ->> 'agent',
               'cover_media_id[null]', case when s ->> 'photos' = 'none' then 'true' end,
               'created_at[gte]', '-P' || (s ->> 'added') || 'D', 'deleted', s ->> 'deleted')),
           s ->> 'sort'
    from kept k
    returning 1
)
select internal.expect_rows((select count(*) from moved), 'saved views out of preferences') where exists (select from kept);
reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- The nightly comparison of the store with the table: files that no row names, rows whose file is not there.
begin;

alter table public.media_items add column missing_since timestamptz;
comment on column public.media_items.missing_since is 'since when the store has been without its file, by the sweep; NULL: it is there';
create or replace trigger touch before update on public.media_items
    for each row execute function app.touch_row('type', 'storage_key', 'provider', 'content_type', 'size', 'sha256', 'width',
                                                'height', 'position', 'credits_used', 'status', 'deleted_at', 'variants',
                                                'placeholder', 'rejection', 'missing_since');

-- Quarantine: a file that no row names stays where it is, unreachable since addresses are signed for rows alone, until it has
-- been noted here for some days. agency_id comes from the key: that agency may be gone.
create table internal.stray_files (
    agency_id uuid not null,
    store text not null check (store in ('local', 's3')),
    storage_key text not null,
    found_at timestamptz not null default app.now(),
    primary key (agency_id, store, storage_key)
);
call internal.protect('internal.stray_files');

set role stagefy_definer;

-- A media item and all of its variants have it in common: "<agency>/<media>-<random>".
create function media.stem(p_key text) returns text
language sql immutable as $$ select left(p_key, 96) $$;

-- Which store a provider's files are in.
create function media.store_of(p_provider text) returns text
language sql immutable as $$ select case p_provider when 'local' then 'local' when 's3' then 's3' when 'supabase' then 's3' end $$;

-- Contract: the agencies that have media items in that store.
create function media.sweep_agencies(p_store text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query select a.id from public.agencies a
    where exists (select from public.media_items m where m.agency_id = a.id and media.store_of(m.provider) = p_store) order by a.id;
end
$$;

-- Contract: a page of p_agency's media items in that store behind p_after, deleted ones included: they can be restored.
-- recipe: of the variants that must be there (0: none yet); NULL: it has none.
create function media.sweep_items(p_agency uuid, p_store text, p_after uuid, p_most int)
returns table (id uuid, storage_key text, recipe int, is_missing boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select m.id, m.storage_key, case when m.type = 'image' and m.status = 'ready' then coalesce(m.variants, 0)::int end, m.missing_since is not null
    from public.media_items m
    where m.agency_id = p_agency and m.id > p_after
      and media.store_of(m.provider) = p_store
    order by m.id limit p_most;
end
$$;

-- Contract: what the comparison of p_agency with that store found. p_lost and p_found: items whose file is not there, or there
-- again. p_derive: pictures whose variants are to be made, again if they were. p_strays: files that no row names; those of a
-- commit under way are passed over. Answers the keys of those that have been strays for p_days.
create function media.sweep_note(p_agency uuid, p_store text, p_lost uuid[], p_found uuid[], p_derive uuid[], p_strays text[], p_days int)
returns setof text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.media_items m set missing_since = app.now()
    where m.agency_id = p_agency and m.id = any (p_lost) and m.missing_since is null;
    update public.media_items m set missing_since = null
    where m.agency_id = p_agency and m.id = any (p_found) and m.missing_since is not null;
    update public.media_items m set variants = null
    where m.agency_id = p_agency and m.id = any (p_derive) and m.variants is not null;
    perform work.enqueue_for(p_agency, 'media.derive', jsonb_build_object('media_id', d.id), d.id::text)
    from unnest(p_derive) d (id);
    delete from internal.stray_files f
    where f.agency_id = p_agency and f.store = p_store and f.storage_key <> all (p_strays);
    insert into internal.stray_files (agency_id, store, storage_key)
    select p_agency, p_store, s.key from unnest(p_strays) s (key)
    where not exists (select from internal.uploads u where u.agency_id = p_agency and media.stem(u.final_key) = media.stem(s.key))
      and not exists (select from public.media_items m where m.agency_id = p_agency and m.id = substr(s.key, 38, 36)::uuid
                                                         and media.stem(m.storage_key) = media.stem(s.key))
    on conflict do nothing;
    return query select f.storage_key from internal.stray_files f
    where f.agency_id = p_agency and f.store = p_store and f.found_at < app.now() - make_interval(days => p_days);
end
$$;

-- Contract: these strays were removed.
create function media.sweep_forget(p_agency uuid, p_store text, p_keys text[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from internal.stray_files f where f.agency_id = p_agency and f.store = p_store and f.storage_key = any (p_keys);
end
$$;

grant execute on function media.sweep_agencies(text), media.sweep_items(uuid, text, uuid, int),
    media.sweep_note(uuid, text, uuid[], uuid[], uuid[], text[], int), media.sweep_forget(uuid, text, text[]) to stagefy_jobs;

reset role;

commit;

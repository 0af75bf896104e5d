-- SPDX-License-Identifier: Apache-2.0
-- What was made of a photo says so: of which, how, and what a listing has to tell of it. A result that is accepted takes the place of
-- its photo, which stays behind it and can come back.
begin;

alter table public.media_items
    add column original_id uuid,
    add column replaced_by uuid,
    add column alterations text[] not null default '{}'
        check (alterations <@ '{VirtualStagingItemAddition,DeclutteredItemRemoved,TwilightConversion,VirtualEnhancements,VirtualRenovation,OtherMediaModification}'),
    add column is_altered boolean not null default false,
    add column provenance jsonb check (jsonb_typeof(provenance) = 'object'),
    add constraint media_items_original_id_fkey foreign key (agency_id, original_id)
        references public.media_items (agency_id, id) on delete set null (original_id),
    add constraint media_items_replaced_by_fkey foreign key (agency_id, replaced_by)
        references public.media_items (agency_id, id) on delete set null (replaced_by),
    add constraint media_items_project_id_fkey foreign key (agency_id, project_id)
        references public.projects (agency_id, id) on delete set null (project_id),
    add constraint media_items_altered_check check (not is_altered or cardinality(alterations) > 0);
comment on column public.media_items.original_id is 'the photo that it was made of in the first place, which nobody altered; NULL: it is one, or that is no more';
comment on column public.media_items.replaced_by is 'what stands in its place: it is in no gallery';
comment on column public.media_items.alterations is 'RESO''s words for what was done to it';
comment on column public.media_items.is_altered is 'it shows what is not there: outside it goes with its label and its original alone';
comment on column public.media_items.provenance is '{project_id, variant, steps: [{tool, options, provider, model, prompt}]}, also those of what it was made of';

create index media_items_original on public.media_items (agency_id, original_id, created_at desc, id desc) where original_id is not null;
create index media_items_replaced_by on public.media_items (agency_id, replaced_by) where replaced_by is not null;
drop index public.idx_media_items_project_id;
create index idx_media_items_project_id on public.media_items (agency_id, project_id, created_at desc, id desc) where project_id is not null;
revoke update (project_id) on public.media_items from stagefy_api;

create or replace trigger touch before update on public.media_items
    for each row execute function app.touch_row('type', 'storage_key', 'provider', 'content_type', 'size', 'sha256', 'width',
                                                'height', 'position', 'credits_used', 'status', 'deleted_at', 'variants',
                                                'placeholder', 'rejection', 'missing_since', 'original_id', 'replaced_by', 'project_id');

set role stagefy_definer;

-- A photo or file counts in its property while it is ready, alive and not behind another one.
create or replace function media.counts(p_item public.media_items) returns boolean
language sql immutable as $$
    select p_item.property_id is not null and p_item.status = 'ready' and p_item.deleted_at is null and p_item.replaced_by is null
$$;

-- Contract: puts the live photos p_ids of p_property first, in that order, the rest behind as it was; those that are behind another one
-- are no part of it. Answers every one with its new position. Raises SF404 when the caller may not read the property, SF403 when it may not
-- write it, SF422 /ids when one of them is not in its gallery or stands there twice.
create or replace function media.reorder(p_property uuid, p_ids uuid[])
returns table (id uuid, "position" int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    owner uuid;
    writers uuid[];
begin
    select p.owner_id, p.editors into owner, writers from public.properties p
    where p.agency_id = app.agency_id() and p.id = p_property and p.deleted_at is null and app.may_read(p.owner_id, p.shared_with);
    if owner is null then
        perform app.fail('SF404', 'no such property');
    elsif not app.may_write(owner, writers) then
        perform app.fail('SF403', 'you may read this property but not change it',
                         jsonb_build_object('needs', 'owner of the record, or admin', 'owner_id', owner));
    end if;
    perform 1 from public.media_items m
    where m.agency_id = app.agency_id() and m.property_id = p_property and m.deleted_at is null
    order by m.id for update;
    perform 1 from public.properties p where p.agency_id = app.agency_id() and p.id = p_property for update;
    if cardinality(p_ids) <> (
        select count(*) from public.media_items m
        where m.agency_id = app.agency_id() and m.property_id = p_property and m.deleted_at is null and m.replaced_by is null and m.id = any (p_ids)) then
        perform app.fail('SF422', 'must be items of this property, each once', '{"pointer": "/ids", "code": "not_found"}');
    end if;
    return query
    with placed as (
        select m.id, row_number() over (order by array_position(p_ids, m.id) nulls last, m.position nulls last, m.id)::int as place
        from public.media_items m
        where m.agency_id = app.agency_id() and m.property_id = p_property and m.deleted_at is null and m.replaced_by is null
    ), moved as (
        update public.media_items m set position = s.place from placed s
        where m.agency_id = app.agency_id() and m.id = s.id and m.position is distinct from s.place
    )
    select s.id, s.place from placed s order by s.place;
end
$$;

-- Contract: what has to be said of a picture to those who only see it, in p_locale's language (en, fr or de; another: en); NULL where
-- nothing was altered.
create function studio.label(p_alterations text[], p_locale text) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select string_agg(case left(lower(p_locale), 2) when 'fr' then w.fr when 'de' then w.de else w.en end, ' · ' order by w.place)
        from (values
            (1, 'VirtualStagingItemAddition', 'Virtually staged', 'Home staging virtuel', 'Virtuell eingerichtet'),
            (2, 'DeclutteredItemRemoved', 'Objects digitally removed', 'Objets retirés numériquement', 'Gegenstände digital entfernt'),
            (3, 'TwilightConversion', 'Converted to twilight', 'Photo de jour convertie en crépuscule', 'Tagesfoto in Dämmerung umgewandelt'),
            (4, 'VirtualRenovation', 'Virtually renovated', 'Rénovation simulée', 'Virtuell renoviert'),
            (5, 'VirtualEnhancements', 'Digitally altered', 'Image modifiée numériquement', 'Digital verändert'),
            (6, 'OtherMediaModification', 'Edited', 'Image retouchée', 'Bearbeitet'))
            w (place, alteration, en, fr, de)
        where w.alteration = any (p_alterations));
end
$$;
grant execute on function studio.label(text[], text) to stagefy_api, stagefy_jobs;

-- Contract: what goes out with p_item whenever it is shown to somebody outside, p_locale being their language: one row, unless it may not
-- be shown at all. original_file is NULL where nothing was altered. Whatever shows pictures outside asks here.
create function media.disclosed(p_item public.media_items, p_locale text)
returns table (file text, altered boolean, alterations text[], label text, original_id uuid, original_file text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not p_item.is_altered then
        return query select p_item.provider || ' ' || p_item.storage_key, false, '{}'::text[], null::text, null::uuid, null::text;
        return;
    end if;
    return query
    select p_item.provider || ' ' || p_item.storage_key, true, p_item.alterations, studio.label(p_item.alterations, p_locale), o.id,
           o.provider || ' ' || o.storage_key
    from public.media_items o
    where o.agency_id = p_item.agency_id and o.id = p_item.original_id and o.type = 'image' and o.status = 'ready' and o.variants is not null
      and o.deleted_at is null and o.missing_since is null and not o.is_altered;
end
$$;

-- Contract: public: the photos of the link's properties, cover first, then as the galleries have them, at most 40 of each; file and
-- original_file: provider and key, for an address to be signed. Only those that can be shown, that nobody has rejected and that no other
-- stands in front of, in the forms that are made for showing: what the camera wrote into the original is not for strangers. What was
-- altered comes with its label, in p_locale's language (NULL: the agency's), and its original, or not at all. Raises SF410.
drop function estate.shared_photos(bytea);
create function estate.shared_photos(p_token_hash bytea, p_locale text default null)
returns table (property_id uuid, id uuid, title text, width int, height int, placeholder text, file text, altered boolean, alterations text[],
               label text, original_file text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    link public.share_links := internal.live_share(p_token_hash);
    locale text := coalesce(p_locale, (select a.locale::text from public.agencies a where a.id = link.agency_id));
begin
    return query
    select m.property_id, m.id, m.title, m.width, m.height, m.placeholder, d.file, d.altered, d.alterations, d.label, d.original_file
    from unnest(link.property_ids) with ordinality w (id, n)
    join public.properties p on p.agency_id = link.agency_id and p.id = w.id and p.deleted_at is null
    cross join lateral (select i.* from public.media_items i
                        where i.agency_id = p.agency_id and i.property_id = p.id and i.type = 'image' and media.counts(i)
                          and i.review <> 'rejected' and i.variants is not null
                        order by (i.id = p.cover_media_id) is true desc, i.position, i.id limit 40) m
    cross join lateral media.disclosed(m, locale) d
    order by w.n, (m.id = p.cover_media_id) is true desc, m.position, m.id;
end
$$;
grant execute on function estate.shared_photos(bytea, text) to stagefy_api;

-- The files that p_ids name, in that order, as internal.mails.files. One that was altered is called what was done to it, and its original goes
-- along: behind the others, unless it is among them. Raises SF422 /attachment_ids/N for what the caller may not read or cannot be sent,
-- /attachment_ids above 10 MiB in all: what most mail servers take when a third is added.
create or replace function internal.message_files(p_ids uuid[]) returns jsonb
language plpgsql stable as $$
declare
    files jsonb;
    wrong record;
    total bigint;
    language text := (select a.locale::text from public.agencies a where a.id = app.agency_id());
begin
    select w.n, case when m.id is null or array_position(p_ids, w.id) < w.n then 'not_found' else 'original_gone' end as code into wrong
    from unnest(p_ids) with ordinality w (id, n)
    left join public.media_items m on m.agency_id = app.agency_id() and m.id = w.id and m.deleted_at is null and m.status = 'ready'
                                  and app.may_read(m.owner_id, m.shared_with)
    where m.id is null or array_position(p_ids, w.id) < w.n or not exists (select from media.disclosed(m, language))
    order by w.n limit 1;
    if found then
        perform app.fail('SF422', case wrong.code when 'not_found' then 'does not exist, or stands there twice' else 'was altered, and its original is gone' end,
                         jsonb_build_object('pointer', '/attachment_ids/' || wrong.n - 1, 'code', wrong.code));
    end if;
    select jsonb_agg(f.file order by f.place, f.n), sum((f.file ->> 'size')::bigint) into files, total
    from (select 1 as place, w.n, jsonb_build_object('provider', m.provider, 'key', m.storage_key, 'size', m.size, 'type', m.content_type,
                                                     'name', left(concat_ws(' - ', d.label, m.file_name), 255)) as file
          from unnest(p_ids) with ordinality w (id, n)
          join public.media_items m on m.agency_id = app.agency_id() and m.id = w.id
          cross join lateral media.disclosed(m, language) d
          union all
          select 2, min(w.n), jsonb_build_object('provider', o.provider, 'key', o.storage_key, 'size', o.size, 'type', o.content_type,
                                                 'name', left('Original - ' || o.file_name, 255))
          from unnest(p_ids) with ordinality w (id, n)
          join public.media_items m on m.agency_id = app.agency_id() and m.id = w.id
          cross join lateral media.disclosed(m, language) d
          join public.media_items o on o.agency_id = m.agency_id and o.id = d.original_id
          where d.original_id <> all (p_ids)
          group by o.agency_id, o.id) f;
    if total > 10485760 then
        perform app.fail('SF422', 'must be at most 10 MiB in all',
                         '{"pointer": "/attachment_ids", "code": "too_large", "params": {"max": 10485760}}');
    end if;
    return coalesce(files, '[]');
end
$$;

reset role;

create or replace trigger gallery after insert or delete or update of property_id, status, deleted_at, replaced_by on public.media_items
    for each row execute function media.keep_gallery();

commit;

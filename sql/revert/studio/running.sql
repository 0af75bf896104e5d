-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
-- Contract: what the comparison of p_agency with that store found. p_lost and p_found: items whose file is not there, or there
-- again. p_derive: pictures whose variants are to be made, again if they were. p_strays: files that no row names; those of a
-- commit under way are passed over. Answers the keys of those that have been strays for p_days.
create or replace function media.sweep_note(p_agency uuid, p_store text, p_lost uuid[], p_found uuid[], p_derive uuid[], p_strays text[], p_days int)
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
drop trigger end_studio on internal.jobs_ended;
drop function internal.end_studio_job();
drop function studio.wake(uuid, text);
drop function studio.retire_model(text, text);
drop function studio.finish(uuid, uuid);
drop function studio.cancel_told(uuid);
drop function studio.step_failed(uuid, text, text, int, text);
drop function studio.step_done(uuid, jsonb, int, numeric);
drop function internal.note_progress(public.projects, text);
drop function studio.unsure(uuid, double precision);
drop function studio.again(uuid, text, text, double precision);
drop function studio.submitted(uuid, text, text, double precision);
drop function studio.submitting(uuid, text);
drop function internal.running_step(uuid, text[]);
drop function studio.next(uuid, uuid, text);
reset role;
commit;

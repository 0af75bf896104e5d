-- SPDX-License-Identifier: Apache-2.0
-- The file of a media item that is really deleted has to leave the store too. A transaction cannot do that, so it notes the
-- file, and `stagefy tidy` removes first the file and then the note: a crash in between removes what is not there any more.
begin;

create table internal.orphaned_files (
    storage_key text primary key,
    provider text not null,
    created_at timestamptz not null default app.now()
);
comment on table internal.orphaned_files is 'files of the store that no media item leads to any more';
grant select, insert, delete on internal.orphaned_files to stagefy_definer;

set role stagefy_definer;

-- After delete, for each row. Of vercel_blob there are addresses alone, nothing of ours to remove.
create function media.note_orphaned_file() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into internal.orphaned_files (storage_key, provider) values (old.storage_key, old.provider)
    on conflict (storage_key) do nothing;
    return null;
end
$$;
grant execute on function media.note_orphaned_file() to stagefy_owner;

-- Contract: for stagefy_jobs and the operator's command: keys of files to be removed from a store that has one of p_providers,
-- at most p_limit; the caller removes them and then calls media.forget_files with the same keys.
create function media.orphaned_files(p_providers text[], p_limit int) returns table (storage_key text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select f.storage_key from internal.orphaned_files f where f.provider = any (p_providers)
    order by f.storage_key limit p_limit;
end
$$;

-- Contract: they are removed. Answers how many were noted.
create function media.forget_files(p_keys text[]) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone bigint;
begin
    delete from internal.orphaned_files f where f.storage_key = any (p_keys);
    get diagnostics gone = row_count;
    return gone;
end
$$;

grant execute on function media.orphaned_files(text[], int), media.forget_files(text[]) to stagefy_jobs, stagefy_owner;

-- Contract: empties the sandbox of the caller's agency: every row of every tenant table but its members, with receipts,
-- uploads and history. Keys stay good. Its files are noted, and go with the next `stagefy tidy`; uploads under way end now, and
-- go as others that were never committed. Does nothing where there is no sandbox. Raises SF403 unless the caller is an admin or
-- an owner.
create or replace function agency.reset_sandbox() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    twin uuid;
    remaining text[];
    stuck text[];
    tenant_table text;
begin
    if app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner empties the sandbox', '{"needs": "admin"}');
    end if;
    select a.id into twin from public.agencies a where a.sandbox_of = app.agency_id() for update;
    if twin is null then
        return;
    end if;
    select array_agg(c.relname::text order by c.relname) into remaining
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'agency_id' and a.attnotnull
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'memberships';
    -- whichever order their foreign keys need: a round for each row of tables that nothing points into any more
    while remaining is not null loop
        stuck := null;
        foreach tenant_table in array remaining loop
            begin
                execute format('delete from public.%I where agency_id = $1', tenant_table) using twin;
            exception when foreign_key_violation then
                stuck := stuck || tenant_table;
            end;
        end loop;
        if cardinality(stuck) = cardinality(remaining) then
            raise exception 'the sandbox cannot be emptied: % point into each other', stuck;
        end if;
        remaining := stuck;
    end loop;
    update internal.uploads u set expires_at = least(u.expires_at, app.now()) where u.agency_id = twin;
    delete from internal.receipts r where r.agency_id = twin;
    delete from internal.changes c where c.agency_id = twin;
end
$$;

reset role;

create trigger orphaned_file after delete on public.media_items
    for each row when (old.provider <> 'vercel_blob') execute function media.note_orphaned_file();

commit;

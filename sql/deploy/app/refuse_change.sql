-- SPDX-License-Identifier: Apache-2.0
-- Why a statement of a batch has changed no row.
begin;

-- Contract: called in the statement that changed nothing, as the caller, so that everything of its transaction (or of its
-- savepoint) is undone. Looks at the row as it is now, since the change may have waited for another one to commit.
-- p_agency NULL: the context's. p_deleted: it was to be restored. p_version NULL: any. p_label: for the text.
-- Never returns. Raises SF404 not there, or not readable: the same answer; SF412 of another version; SF403 readable only.
create function app.refuse_change(p_table text, p_label text, p_agency uuid, p_id uuid, p_deleted boolean, p_version int)
returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    found_version int;
begin
    execute format('select t.version from public.%I t where t.agency_id = $1 and t.id = $2 and (t.deleted_at is not null) = $3',
                   p_table)
    into found_version using coalesce(p_agency, app.agency_id()), p_id, p_deleted;
    if found_version is null then
        perform app.fail('SF404', format('there is no such %s', p_label));
    elsif found_version <> p_version then
        perform app.fail('SF412', 'the version asked for is not the current one', jsonb_build_object('version', found_version));
    end if;
    perform app.fail('SF403', format('you may read this %s, but not change it', p_label),
                     '{"needs": "owner of the record, or admin"}');
    return false;
end
$$;

grant execute on function app.refuse_change(text, text, uuid, uuid, boolean, int) to stagefy_api;

commit;

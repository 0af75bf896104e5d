-- SPDX-License-Identifier: Apache-2.0
-- Commits that name the same files in different orders do not wait for each other in a circle.
begin;

set role stagefy_definer;

-- Contract: first statement of the second trip of a commit: locks the caller's uploads p_keys and then the properties that
-- they go to, each in the order of their ids, until the transaction ends. Unknown keys are passed over: commit_upload raises.
create function media.lock_uploads(p_keys text[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform 1 from internal.uploads u
    where u.agency_id = app.agency_id() and u.created_by = app.user_id() and u.storage_key = any (p_keys)
    order by u.id for update;
    perform 1 from public.properties p
    where p.agency_id = app.agency_id() and p.id in (
        select u.property_id from internal.uploads u
        where u.agency_id = app.agency_id() and u.created_by = app.user_id() and u.storage_key = any (p_keys))
    order by p.id for update;
end
$$;
grant execute on function media.lock_uploads(text[]) to stagefy_api;

reset role;

commit;

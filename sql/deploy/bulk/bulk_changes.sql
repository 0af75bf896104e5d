-- SPDX-License-Identifier: Apache-2.0
-- Changes of many records at once: what was asked for, what became of it, and undoing it. A bulk change is the batch of its own id.
begin;

create table public.bulk_changes (
    id uuid not null default app.uuid7(),
    agency_id uuid not null default app.agency_id() references public.agencies (id),
    owner_id uuid not null default app.user_id(),
    table_name text not null check (length(table_name) <= 63),
    query text not null check (length(query) <= 40000),
    change jsonb not null check (jsonb_typeof(change) = 'object'),
    matched int not null check (matched >= 0),
    changed int not null default 0,
    same int not null default 0,
    refused int not null default 0,
    refusals jsonb not null default '[]' check (jsonb_typeof(refusals) = 'array'),
    job_id uuid,
    place uuid,
    ended_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (agency_id, id),
    constraint bulk_changes_owner_id_fkey foreign key (agency_id, owner_id) references public.memberships (agency_id, user_id)
);
comment on column public.bulk_changes.query is 'which records, as the query of their list';
comment on column public.bulk_changes.change is 'set, add and remove, or delete';
comment on column public.bulk_changes.refusals is '[{id, code, pointer, detail}], a hundred at most';
comment on column public.bulk_changes.job_id is 'what does it; NULL: it was done at once. No key: jobs that have ended go after some time';
comment on column public.bulk_changes.place is 'the last record that the job has seen';
comment on column public.bulk_changes.ended_at is 'NULL: under way, or its job has failed or was cancelled';

create index bulk_changes_list on public.bulk_changes (agency_id, created_at desc, id desc);
create index bulk_changes_sync on public.bulk_changes (agency_id, updated_at, id);
create index bulk_changes_owner on public.bulk_changes (agency_id, owner_id, created_at desc, id desc);

call internal.protect('public.bulk_changes');
create policy read on public.bulk_changes for select
    using (agency_id = app.agency_id() and (app.writes_all() or owner_id = app.user_id()));
comment on policy read on public.bulk_changes is 'members: what they did; admins and owners: all';
create policy add on public.bulk_changes for insert
    with check (agency_id = app.agency_id() and app.writes_own() and owner_id = app.user_id());
comment on policy add on public.bulk_changes is 'agents, admins and owners: as their own';
create policy change on public.bulk_changes for update
    using (agency_id = app.agency_id() and app.writes_own() and owner_id = app.user_id())
    with check (agency_id = app.agency_id() and app.writes_own() and owner_id = app.user_id());
comment on policy change on public.bulk_changes is 'whoever asked for it: how far it has come';

grant select on public.bulk_changes to stagefy_api, stagefy_jobs, stagefy_read;
grant insert (id, table_name, query, change, matched, changed, same, refused, refusals, job_id, ended_at) on public.bulk_changes to stagefy_api;
grant update (changed, same, refused, refusals, place, ended_at) on public.bulk_changes to stagefy_api;

create trigger touch before update on public.bulk_changes
    for each row execute function app.touch_row('changed', 'same', 'refused', 'refusals', 'place', 'ended_at');
create trigger changes after insert or update or delete on public.bulk_changes
    for each row execute function internal.record_change('settings', 'changed', 'same', 'refused', 'refusals', 'place');

-- Contract: how the job of a bulk change stands: its status, NULL when it has none or it is gone. Reads as its caller does.
create function app.bulk_job(p_job uuid) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (select j.status from public.jobs j where j.agency_id = app.agency_id() and j.id = p_job);
end
$$;

-- Contract: asks for a job that undoes p_bulk; answers its id. Raises SF404 for what the caller may not read, SF409 while it is
-- under way or when it is undone, SF410 behind thirty days.
create function app.undo_bulk(p_bulk uuid) returns uuid
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    bulk public.bulk_changes;
begin
    select b.* into bulk from public.bulk_changes b where b.agency_id = app.agency_id() and b.id = p_bulk;
    if not found then
        perform app.fail('SF404', 'there is no such bulk change');
    elsif bulk.ended_at is null and app.bulk_job(bulk.job_id) in ('pending', 'processing') then
        perform app.fail('SF409', 'it is still under way: cancel its job first', '{"reason": "running"}');
    elsif bulk.created_at < app.now() - interval '30 days' then
        perform app.fail('SF410', 'it can be undone for thirty days');
    end if;
    return app.ask_undo(bulk.id, array[bulk.table_name]);
end
$$;

grant execute on function app.bulk_job(uuid), app.undo_bulk(uuid) to stagefy_api;

set role stagefy_definer;

-- Contract: does p_user own a record of p_agency, and with p_successor not NULL: hands all of them over. Every foreign key
-- (agency_id, some column) into memberships counts, so that a new table needs no word here; who invited whom is history
-- and stays, as does who changed many at once; and a key is its maker's: it ends with the membership.
create or replace function agency.hand_over(p_agency uuid, p_user uuid, p_successor uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    link record;
    any_owned boolean := false;
    owns boolean;
begin
    for link in
        select c.conrelid::regclass as relation, a.attname as person
        from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
        where c.contype = 'f' and c.confrelid = 'public.memberships'::regclass and array_length(c.conkey, 1) = 2
          and c.conparentid = 0 and c.conrelid not in ('public.invitations'::regclass, 'public.api_keys'::regclass, 'public.bulk_changes'::regclass)
        order by c.conrelid::regclass::text
    loop
        execute format('select exists (select from %s where agency_id = $1 and %I = $2)', link.relation, link.person)
        into owns using p_agency, p_user;
        any_owned := any_owned or owns;
        if owns and p_successor is not null then
            execute format('update %s set %I = $3 where agency_id = $1 and %I = $2', link.relation, link.person, link.person)
            using p_agency, p_user, p_successor;
        end if;
    end loop;
    return any_owned;
end
$$;

reset role;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- What Clerk has told us of each of its objects: the newest version, or that it is gone. Events come in any order and again and again;
-- of two versions the newer counts, and what is gone stays gone. So what stands here in the end depends on what was told alone, and
-- users, agencies and memberships are made from it (inbox/clerk_people, clerk_members).
begin;

-- facts: what we use of its data, and nothing else. org_id, user_id: of memberships and invitations, Clerk's ids.
create table internal.clerk_objects (
    issuer text collate "C" not null check (length(issuer) <= 500),
    kind text not null check (kind in ('user', 'organization', 'membership', 'invitation', 'item', 'payment')),
    id text collate "C" not null check (length(id) between 1 and 200),
    org_id text collate "C" check (length(org_id) <= 200),
    user_id text collate "C" check (length(user_id) <= 200),
    facts jsonb not null default '{}',
    ours jsonb not null default '{}',
    updated_at timestamptz not null,
    told_at timestamptz not null,
    deleted_at timestamptz,
    settled boolean not null default false,
    applied_role text,
    our_role text,
    our_id uuid,
    switched_off boolean not null default false,
    erase_at timestamptz,
    primary key (issuer, kind, id)
);
comment on column internal.clerk_objects.ours is 'of a user: what stands in our row because Clerk said so; what differs was said here, and stays';
comment on column internal.clerk_objects.updated_at is 'of that version, by Clerk''s clock; told_at: of the event that told it';
comment on column internal.clerk_objects.deleted_at is 'when it went, by Clerk''s clock: a tombstone, which stays';
comment on column internal.clerk_objects.settled is 'of a membership that is gone: its end here has been dealt with, and may not happen again';
comment on column internal.clerk_objects.applied_role is 'of a membership: Clerk''s role when it last made ours; NULL: it never did';
comment on column internal.clerk_objects.our_role is 'and the role that it made; when the member has another one by now, people gave it';
comment on column internal.clerk_objects.our_id is 'of an invitation: ours';
comment on column internal.clerk_objects.switched_off is 'of a user: is_active is off because Clerk said so';
comment on column internal.clerk_objects.erase_at is 'of a user who is gone: when what we know of them goes too';
create index clerk_objects_members on internal.clerk_objects (issuer, org_id, user_id) where kind = 'membership';
create index clerk_objects_users on internal.clerk_objects (issuer, user_id) where kind = 'membership';
create index clerk_objects_erase on internal.clerk_objects (erase_at) where erase_at is not null;
call internal.protect('internal.clerk_objects');

set role stagefy_definer;

-- What became of an event, as inbox.settle takes it.
create type internal.clerk_outcome as (state text, note text, agency_id uuid, waits_for text);

create function internal.clerk_applied(p_agency uuid default null, p_note text default null) returns internal.clerk_outcome
language sql immutable as $$ select row('applied', p_note, p_agency, null)::internal.clerk_outcome $$;
create function internal.clerk_ignored(p_note text) returns internal.clerk_outcome
language sql immutable as $$ select row('ignored', p_note, null, null)::internal.clerk_outcome $$;
create function internal.clerk_waits(p_for text) returns internal.clerk_outcome
language sql immutable as $$ select row('waiting', 'it is not known yet: ' || p_for, null, p_for)::internal.clerk_outcome $$;

-- Milliseconds since 1970, NULL for what is no number.
create function internal.clerk_time(p_ms jsonb) returns timestamptz
language sql immutable as $$ select case jsonb_typeof(p_ms) when 'number' then to_timestamp((p_ms #>> '{}')::numeric / 1000) end $$;

-- Contract: one object as it is known, for whoever changes it in this transaction; all NULL when it is not.
create function internal.clerk_object(p_issuer text, p_kind text, p_id text) returns internal.clerk_objects
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    known internal.clerk_objects;
begin
    select * into known from internal.clerk_objects o where o.issuer = p_issuer and o.kind = p_kind and o.id = p_id for update;
    return known;
end
$$;

-- Contract: whether a version of an object is older than what is known of it. Of two that were made in the same moment one is
-- always the newer, whichever comes first.
create function internal.clerk_stale(p_known internal.clerk_objects, p_updated timestamptz, p_told timestamptz, p_facts jsonb) returns boolean
language sql immutable as $$
    select (p_known).id is not null
       and ((p_known).deleted_at is not null
            or ((p_known).updated_at, (p_known).told_at, (p_known).facts::text collate "C") > (p_updated, p_told, p_facts::text collate "C"))
$$;

-- Contract: p_facts is the newest version of an object.
create function internal.clerk_keep(p_issuer text, p_kind text, p_id text, p_org text, p_user text, p_facts jsonb, p_updated timestamptz, p_told timestamptz)
returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    insert into internal.clerk_objects (issuer, kind, id, org_id, user_id, facts, updated_at, told_at)
    values (p_issuer, p_kind, p_id, p_org, p_user, p_facts, p_updated, p_told)
    on conflict (issuer, kind, id) do update
    set org_id = excluded.org_id, user_id = excluded.user_id, facts = excluded.facts, updated_at = excluded.updated_at, told_at = excluded.told_at;
end
$$;

-- Contract: an object is gone, known or not; what is said of it from now on changes nothing. Of two ends the first counts.
create function internal.clerk_bury(p_issuer text, p_kind text, p_id text, p_org text, p_user text, p_at timestamptz) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    insert into internal.clerk_objects as o (issuer, kind, id, org_id, user_id, updated_at, told_at, deleted_at)
    values (p_issuer, p_kind, p_id, p_org, p_user, p_at, p_at, p_at)
    on conflict (issuer, kind, id) do update
    set org_id = coalesce(o.org_id, excluded.org_id), user_id = coalesce(o.user_id, excluded.user_id), facts = '{}',
        updated_at = least(o.deleted_at, excluded.deleted_at), told_at = least(o.deleted_at, excluded.deleted_at),
        deleted_at = least(o.deleted_at, excluded.deleted_at);
end
$$;

create function internal.clerk_is_gone(p_issuer text, p_kind text, p_id text) returns boolean
language sql stable as $$
    select exists (select from internal.clerk_objects o where o.issuer = p_issuer and o.kind = p_kind and o.id = p_id and o.deleted_at is not null)
$$;

-- Ours of theirs; NULL when it is not known.
create function internal.clerk_agency(p_org text) returns uuid
language sql stable as $$ select a.id from public.agencies a where a.clerk_org_id = p_org $$;
create function internal.clerk_person(p_issuer text, p_user text) returns uuid
language sql stable as $$ select i.user_id from public.identities i where i.issuer = p_issuer and i.subject = p_user $$;

reset role;

commit;

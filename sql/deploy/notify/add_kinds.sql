-- SPDX-License-Identifier: Apache-2.0
-- Kinds of notifications come with the changes that send them. Their list is a domain, which each of those takes further.
begin;

create procedure internal.set_notification_kinds(p_kinds text[])
language plpgsql as $$
begin
    alter domain public.notification_kind drop constraint notification_kind_check;
    execute format('alter domain public.notification_kind add constraint notification_kind_check check (value in (%s))',
                   (select string_agg(quote_literal(k), ', ') from unnest(p_kinds) k));
end
$$;

create function internal.listed_notification_kinds() returns text[]
language plpgsql stable as $$
begin
    return (select array_agg(m[1]) from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') m
            where c.contypid = 'public.notification_kind'::regtype and c.conname = 'notification_kind_check');
end
$$;

-- Contract: for migrations: p_kinds can be sent from now on: in the dashboard, and by mail.
create procedure internal.add_notification_kinds(variadic p_kinds text[])
language plpgsql as $$
declare
    migrates name := current_user;
begin
    call internal.set_notification_kinds(internal.listed_notification_kinds() || p_kinds);
    set local role stagefy_definer;
    insert into internal.notification_kinds (kind, in_app, mail) select k, true, true from unnest(p_kinds) k;
    execute format('set local role %I', migrates);
end
$$;

-- Contract: for their reverts: p_kinds are no more, and nor is what was sent of them.
create procedure internal.drop_notification_kinds(variadic p_kinds text[])
language plpgsql as $$
declare
    migrates name := current_user;
    others text[] := array(select k from unnest(internal.listed_notification_kinds()) k where k <> all (p_kinds));
begin
    set local role stagefy_definer;
    delete from public.notifications n where n.kind = any (p_kinds);
    delete from internal.notification_kinds k where k.kind = any (p_kinds);
    execute format('set local role %I', migrates);
    call internal.set_notification_kinds(others);
end
$$;

commit;

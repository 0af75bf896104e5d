-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger follow_correspondence on public.contacts;
drop table public.messages;
drop table public.conversations;
drop function correspondence.follow_contact();
drop domain public.message_state;
drop domain public.message_direction;
drop schema correspondence;
set role stagefy_definer;
delete from public.notifications n where n.kind = 'reply_received';
delete from internal.notification_kinds k where k.kind = 'reply_received';
reset role;
do $$
declare
    kinds text[];
begin
    select array_agg(m[1]) into kinds
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') m
    where c.contypid = 'public.notification_kind'::regtype and c.conname = 'notification_kind_check' and m[1] <> 'reply_received';
    alter domain public.notification_kind drop constraint notification_kind_check;
    execute format('alter domain public.notification_kind add constraint notification_kind_check check (value in (%s))',
                   (select string_agg(quote_literal(k), ', ') from unnest(kinds) k));
end
$$;
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function correspondence.tidy();
-- A message goes the way of its mail.
create or replace function correspondence.follow_mail() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.messages m
    set state = case when new.state in ('sent', 'failed', 'unsure') then new.state else 'queued' end,
        message_id = new.message_id, answer = new.answer
    where m.agency_id = new.agency_id and m.id = new.id and m.direction = 'out';
    return null;
end
$$;
drop function correspondence.take_message(uuid, jsonb);
drop function internal.tell_author(public.conversations, text, text);
drop function correspondence.inbound(uuid);
drop function correspondence.receive(uuid, text[], text[], bytea);
drop table internal.inbound_mails;
delete from public.notifications n where n.kind = 'message_failed';
delete from internal.notification_kinds k where k.kind = 'message_failed';
reset role;
do $$
declare
    kinds text[];
begin
    select array_agg(m[1]) into kinds
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') m
    where c.contypid = 'public.notification_kind'::regtype and c.conname = 'notification_kind_check' and m[1] <> 'message_failed';
    alter domain public.notification_kind drop constraint notification_kind_check;
    execute format('alter domain public.notification_kind add constraint notification_kind_check check (value in (%s))',
                   (select string_agg(quote_literal(k), ', ') from unnest(kinds) k));
end
$$;
commit;

-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger forget_wish on public.visits;
drop function estate.forget_wish();
drop index public.visits_soon;
set role stagefy_definer;
delete from internal.mail_templates where name = 'visit';
drop function estate.remind_visits();
drop function estate.answer_visit_link(bytea, text, text, inet);
drop function estate.read_visit_link(bytea);
drop function internal.linked_visit(bytea);
drop function estate.invite_visitor(uuid, text);
drop function internal.visit_words(public.visits);
drop table internal.visit_reminders;
drop table internal.visit_links;
delete from public.notifications n where n.kind in ('visit_reminder', 'visit_answer');
delete from internal.notification_kinds k where k.kind in ('visit_reminder', 'visit_answer');
reset role;
do $$
declare
    kinds text[];
begin
    select array_agg(m[1]) into kinds
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') m
    where c.contypid = 'public.notification_kind'::regtype and c.conname = 'notification_kind_check'
      and m[1] not in ('visit_reminder', 'visit_answer');
    alter domain public.notification_kind drop constraint notification_kind_check;
    execute format('alter domain public.notification_kind add constraint notification_kind_check check (value in (%s))',
                   (select string_agg(quote_literal(k), ', ') from unnest(kinds) k));
end
$$;
alter table public.visits drop column wish;
commit;

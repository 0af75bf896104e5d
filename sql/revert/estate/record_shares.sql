-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
-- what nobody says any more is shared with nobody
delete from public.record_shares;
reset role;
do $$
declare
    shared text;
begin
    foreach shared in array array['properties', 'contacts', 'deals', 'tasks'] loop
        execute format('drop trigger share_parts on public.%I', shared);
        execute format('drop trigger hand_over_shares on public.%I', shared);
    end loop;
    foreach shared in array array['contact_emails', 'contact_phones', 'contact_consents', 'buyer_requests', 'conversations', 'messages',
                                  'deal_parties', 'media_items', 'activities'] loop
        execute format('drop trigger share on public.%I', shared);
    end loop;
end
$$;
drop trigger end_shares on public.memberships;
set role stagefy_definer;
drop function estate.end_shares();
drop function estate.hand_over_shares();
drop function estate.share_parts();
drop function estate.share_as_record();
drop function internal.settle_shares(public.record_shares);
drop function internal.shared_record(public.record_shares);
reset role;
drop table public.record_shares;
set role stagefy_definer;
drop function estate.settle_share();
drop function estate.complete_share();
delete from public.notifications n where n.kind = 'record_shared';
delete from internal.notification_kinds k where k.kind = 'record_shared';
reset role;
do $$
declare
    kinds text[];
begin
    select array_agg(m[1]) into kinds
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') m
    where c.contypid = 'public.notification_kind'::regtype and c.conname = 'notification_kind_check' and m[1] <> 'record_shared';
    alter domain public.notification_kind drop constraint notification_kind_check;
    execute format('alter domain public.notification_kind add constraint notification_kind_check check (value in (%s))',
                   (select string_agg(quote_literal(k), ', ') from unnest(kinds) k));
end
$$;
drop domain public.share_access;
commit;

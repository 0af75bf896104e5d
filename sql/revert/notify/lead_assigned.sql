-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
delete from public.notifications where kind = 'lead_assigned';
delete from internal.notification_kinds where kind = 'lead_assigned';
do $$
begin
    perform set_config('app.kinds', string_agg(quote_literal(k.kind), ', ' order by k.kind), true) from internal.notification_kinds k;
end
$$;
reset role;
do $$
begin
    alter domain public.notification_kind drop constraint notification_kind_check;
    execute format('alter domain public.notification_kind add constraint notification_kind_check check (value in (%s))', current_setting('app.kinds'));
end
$$;
commit;

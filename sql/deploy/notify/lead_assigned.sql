-- SPDX-License-Identifier: Apache-2.0
-- People are told of leads that come to them.
begin;

-- The kinds that there are, and one more: whichever others have come meanwhile.
set role stagefy_definer;
do $$
begin
    perform set_config('app.kinds', string_agg(quote_literal(k.kind), ', ' order by k.kind), true) from internal.notification_kinds k;
end
$$;
reset role;
do $$
begin
    alter domain public.notification_kind drop constraint notification_kind_check;
    execute format('alter domain public.notification_kind add constraint notification_kind_check check (value in (%s, ''lead_assigned''))',
                   current_setting('app.kinds'));
end
$$;

set role stagefy_definer;
insert into internal.notification_kinds (kind, in_app, mail) values ('lead_assigned', true, true);
reset role;

commit;

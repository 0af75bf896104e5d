-- SPDX-License-Identifier: Apache-2.0
-- The feed of events as the program reads it: raw changes, to which serve/events.def gives their names. It takes the place
-- of the view of app/history, which named them by itself.
begin;

drop view public.events;

-- (xid, seq) is the cursor. A transaction shows up once no older one is still running, so that nothing appears behind a
-- cursor: a reader may go on from the last change it was shown, or from the oldest transaction that was running then.
create view public.events with (security_invoker = true) as
    select c.xid, c.seq, c.agency_id, c.table_name, c.action, c.row_id,
           case when c.action = 'created' then c.diff ->> 'status' else c.diff -> 'status' ->> 1 end as status,
           case when c.action = 'updated' then array(select k from jsonb_object_keys(c.diff) k order by k) else '{}' end as changed,
           c.actor_id, c.request_id, c.at as created_at
    from internal.changes c
    where c.agency_id = app.agency_id() and c.xid < pg_snapshot_xmin(pg_current_snapshot());
comment on view public.events is 'what moved in the agency, for whoever may read the record';
comment on column public.events.status is 'what the row''s status became with this change; NULL: it stayed';
comment on column public.events.changed is 'the columns that an update changed';

do $$
declare
    stranger text;
begin
    for stranger in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on public.events from %I', stranger);
    end loop;
end
$$;
grant select on public.events to stagefy_api, stagefy_read;

create schema events;
grant usage on schema events to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_owner;
grant create on schema events to stagefy_definer;
comment on schema events is 'the feed, its stream and its webhooks';

-- One change can be several events: property.updated and property.published. So an event is known by both.
create function events.id_of(p_seq bigint, p_type text) returns uuid
language sql immutable parallel safe as $$ select md5(p_seq || ' ' || p_type)::uuid $$;
comment on function events.id_of(bigint, text) is 'the id of an event: the same in the feed and in each webhook';
grant execute on function events.id_of(bigint, text) to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read;

commit;

-- SPDX-License-Identifier: Apache-2.0
-- How far the relay has carried changes on: see events/relay.
begin;

-- How far it is: behind every change at or before (xid, seq). One row.
create table internal.event_relay (
    single boolean primary key default true check (single),
    xid xid8 not null,
    seq bigint not null
);
grant select, insert, update on internal.event_relay to stagefy_definer;

set role stagefy_definer;

-- what was before it is nobody's news
insert into internal.event_relay (xid, seq) values (pg_snapshot_xmin(pg_current_snapshot()), 0);

reset role;

commit;

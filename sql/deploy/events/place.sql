-- SPDX-License-Identifier: Apache-2.0
-- How far changes have been carried on, and to where: see events/relay.
begin;

-- How far each place is: behind every change at or before (xid, seq). 'deliveries', of which there is one, and each nginx
-- that holds streams, as its relay names it. A place that nobody asks for any more keeps nothing from being removed.
create table internal.event_relay (
    place text primary key check (length(place) <= 300),
    xid xid8 not null,
    seq bigint not null
);
grant select, insert, update on internal.event_relay to stagefy_definer;

set role stagefy_definer;

-- what was before it is nobody's news
insert into internal.event_relay (place, xid, seq) values ('deliveries', pg_snapshot_xmin(pg_current_snapshot()), 0);

reset role;

commit;

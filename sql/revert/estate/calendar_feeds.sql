-- SPDX-License-Identifier: Apache-2.0
begin;
drop function estate.read_feed(bytea);
drop function estate.feed_since();
drop function estate.end_feed();
drop function estate.make_feed(bytea);
drop table internal.calendar_feeds;
drop view estate.calendar_entries;
commit;

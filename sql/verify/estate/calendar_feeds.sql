-- SPDX-License-Identifier: Apache-2.0
select agency_id, id, zone, dtstart, dtend, sequence, status, summary, location from estate.calendar_entries where false;
select agency_id, user_id, digest, created_at from internal.calendar_feeds where false;

/* SPDX-License-Identifier: Apache-2.0 */
/* Visits as iCalendar (RFC 5545), for Google, Apple and Outlook. */
#ifndef STAGEFY_ESTATE_ICALENDAR_H
#define STAGEFY_ESTATE_ICALENDAR_H

struct arena;
struct buf;
struct conf;
struct problem;
struct rows;

/* The columns that a statement gives, in this order; no id: the calendar is empty. reminds: with an alarm an hour before. */
#define ICALENDAR_COLUMNS "zone, agency_name, id, sequence, status, dtstart, dtend, created, changed, summary, location, phone, reminds"

/* Adds a calendar with an event for each row, in the zone of the first; there must be one. The id of a visit is the event's UID
 * for good, and SEQUENCE grows with it, so that a program that has the event changes it in place. */
void icalendar_write(struct arena *a, struct buf *b, const struct conf *conf, const struct rows *rows);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/icalendar.h"

#include <libical/ical.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "conf/conf.h"
#include "db/rows.h"

enum { ZONE, AGENCY_NAME, ID, SEQUENCE, STATUS, DTSTART, DTEND, CREATED, CHANGED, SUMMARY, LOCATION, PHONE, REMINDS };

static void add(icalcomponent *to, icalproperty *property)
{
	icalcomponent_add_property(to, property);
}

static void add_x(icalcomponent *to, const char *name, const char *value)
{
	icalproperty *property = icalproperty_new_x(value);
	icalproperty_set_x_name(property, name);
	add(to, property);
}

/* The rules of the zone, from the system's own data. NULL: it does not know the zone. */
static icalcomponent *zone_rules(const char *zone)
{
	icalcomponent *rules = icaltzutil_fetch_timezone(zone);
	icalproperty *name = rules == NULL ? NULL : icalcomponent_get_first_property(rules, ICAL_TZID_PROPERTY);
	if (name != NULL)
		icalproperty_set_tzid(name, zone);
	return rules;
}

/* What ends in Z names its moment by itself. */
static void add_time(icalcomponent *event, icalproperty *property, const char *text, const char *zone)
{
	if (strchr(text, 'Z') == NULL)
		icalproperty_add_parameter(property, icalparameter_new_tzid(zone));
	add(event, property);
}

static icalproperty_status status_of(const char *status)
{
	if (strcmp(status, "requested") == 0)
		return ICAL_STATUS_TENTATIVE;
	return strcmp(status, "cancelled") == 0 ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED;
}

static icalcomponent *alarm_of(const char *summary)
{
	icalcomponent *alarm = icalcomponent_new(ICAL_VALARM_COMPONENT);
	add(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
	add(alarm, icalproperty_new_trigger(icaltriggertype_from_string("-PT1H")));
	add(alarm, icalproperty_new_description(summary));
	return alarm;
}

static icalcomponent *event_of(struct arena *a, const struct conf *conf, const struct rows *rows, int row)
{
	const char *zone = rows_text(rows, row, ZONE), *from = rows_text(rows, row, DTSTART), *until = rows_text(rows, row, DTEND);
	icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	add(event, icalproperty_new_uid(rows_text(rows, row, ID)));
	add(event, icalproperty_new_sequence((int)rows_int(rows, row, SEQUENCE)));
	add(event, icalproperty_new_dtstamp(icaltime_from_string(rows_text(rows, row, CHANGED))));
	add(event, icalproperty_new_created(icaltime_from_string(rows_text(rows, row, CREATED))));
	add(event, icalproperty_new_lastmodified(icaltime_from_string(rows_text(rows, row, CHANGED))));
	add_time(event, icalproperty_new_dtstart(icaltime_from_string(from)), from, zone);
	add_time(event, icalproperty_new_dtend(icaltime_from_string(until)), until, zone);
	add(event, icalproperty_new_status(status_of(rows_text(rows, row, STATUS))));
	add(event, icalproperty_new_summary(rows_text(rows, row, SUMMARY)));
	add(event, icalproperty_new_location(rows_text(rows, row, LOCATION)));
	if (!rows_is_null(rows, row, PHONE))
		add(event, icalproperty_new_description(rows_text(rows, row, PHONE)));
	add(event, icalproperty_new_url(arena_printf(a, "%s/calendar?open=%s", conf->public_url, rows_text(rows, row, ID))));
	if (rows_bool(rows, row, REMINDS) && strcmp(rows_text(rows, row, STATUS), "cancelled") != 0)
		icalcomponent_add_component(event, alarm_of(rows_text(rows, row, SUMMARY)));
	return event;
}

void icalendar_write(struct arena *a, struct buf *b, const struct conf *conf, const struct rows *rows)
{
	const char *zone = rows_text(rows, 0, ZONE), *name = rows_text(rows, 0, AGENCY_NAME);
	icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
	add(calendar, icalproperty_new_version("2.0"));
	add(calendar, icalproperty_new_prodid("-//Stagefy//Visits//EN"));
	add(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
	add_x(calendar, "X-WR-CALNAME", name);
	add_x(calendar, "X-WR-TIMEZONE", zone);
	add_x(calendar, "X-PUBLISHED-TTL", "PT1H");
	icalcomponent *rules = zone_rules(zone);
	if (rules != NULL)
		icalcomponent_add_component(calendar, rules);
	for (int row = 0; row < rows_count(rows); row++)
		if (!rows_is_null(rows, row, ID))
			icalcomponent_add_component(calendar, event_of(a, conf, rows, row));
	char *text = icalcomponent_as_ical_string_r(calendar);
	buf_puts(b, text);
	icalmemory_free_buffer(text);
	icalcomponent_free(calendar);
}

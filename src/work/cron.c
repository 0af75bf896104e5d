/* SPDX-License-Identifier: Apache-2.0 */
#include "work/cron.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- reading */

static const char *read_number(const char *s, int least, int most, int *out)
{
	char *end;
	if (*s < '0' || *s > '9')
		return NULL;
	long n = strtol(s, &end, 10);
	if (n < least || n > most)
		return NULL;
	*out = (int)n;
	return end;
}

/* "*", "7", "1-5", either with "/2" */
static const char *read_part(const char *s, int least, int most, uint64_t *bits)
{
	int from = least, to = most, step = 1;
	bool one = false;
	if (*s == '*') {
		s++;
	} else {
		if ((s = read_number(s, least, most, &from)) == NULL)
			return NULL;
		one = *s != '-';
		to = from;
		if (!one && (s = read_number(s + 1, from, most, &to)) == NULL)
			return NULL;
	}
	if (*s == '/') {
		if (one || (s = read_number(s + 1, 1, most, &step)) == NULL)
			return NULL;
	}
	for (int i = from; i <= to; i += step)
		*bits |= UINT64_C(1) << i;
	return s;
}

/* Up to the blank behind it. */
static const char *read_field(const char *s, int least, int most, uint64_t *bits)
{
	*bits = 0;
	do {
		s = read_part(s, least, most, bits);
	} while (s != NULL && *s == ',' && *++s != '\0');
	if (s == NULL || (*s != ' ' && *s != '\0'))
		return NULL;
	return s + strspn(s, " ");
}

int cron_parse(const char *text, struct cron *out)
{
	static const int bounds[5][2] = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}};
	uint64_t bits[5];
	bool every[5];
	const char *s = text;
	for (int i = 0; i < 5; i++) {
		every[i] = *s == '*' && (s[1] == ' ' || s[1] == '\0');
		if ((s = read_field(s, bounds[i][0], bounds[i][1], &bits[i])) == NULL || (*s == '\0') != (i == 4))
			return -1;
	}
	if (bits[4] & 1 << 7)
		bits[4] |= 1;
	*out = (struct cron){.minutes = bits[0], .hours = (uint32_t)bits[1], .days = (uint32_t)bits[2], .months = (uint32_t)bits[3],
			     .weekdays = (uint32_t)bits[4], .every_hour = every[1], .every_day = every[2], .every_weekday = every[4]};
	return 0;
}

/* ---- asking the clock */

static struct tm local(int64_t t)
{
	time_t when = (time_t)t;
	struct tm out;
	localtime_r(&when, &out);
	return out;
}

static bool has(uint64_t bits, int i)
{
	return (bits >> i & 1) != 0;
}

static bool day_matches(const struct cron *c, const struct tm *at)
{
	bool day = has(c->days, at->tm_mday), weekday = has(c->weekdays, at->tm_wday);
	if (!has(c->months, at->tm_mon + 1))
		return false;
	return !c->every_day && !c->every_weekday ? day || weekday : day && weekday;
}

static bool hour_matches(const struct cron *c, const struct tm *at)
{
	return day_matches(c, at) && has(c->hours, at->tm_hour);
}

static bool matches(const struct cron *c, const struct tm *at)
{
	return hour_matches(c, at) && has(c->minutes, at->tm_min);
}

/* Whether the clock was put forward right before `t`, over a minute that matches. */
static bool skipped_one(const struct cron *c, int64_t t, const struct tm *now)
{
	long gap = now->tm_gmtoff - local(t - 60).tm_gmtoff;
	for (long behind = 60; behind <= gap; behind += 60) {
		time_t wall = (time_t)(t + now->tm_gmtoff - behind); /* what the clock would have shown, as if it were UTC */
		struct tm missing;
		gmtime_r(&wall, &missing);
		if (matches(c, &missing))
			return true;
	}
	return false;
}

/* Whether the clock showed the same a while ago, before it was put back. */
static bool came_before(int64_t t, const struct tm *now)
{
	static const int set_back[] = {1800, 3600, 7200};
	for (size_t i = 0; i < sizeof set_back / sizeof *set_back; i++)
		if (local(t - set_back[i]).tm_gmtoff - now->tm_gmtoff == set_back[i])
			return true;
	return false;
}

int64_t cron_next(const struct cron *c, const char *zone, int64_t after)
{
	const int64_t last = after + INT64_C(5) * 366 * 86400;
	setenv("TZ", zone, 1);
	tzset();
	for (int64_t t = (after / 60 + 1) * 60; t < last;) {
		struct tm at = local(t);
		if (!c->every_hour && skipped_one(c, t, &at))
			return t;
		if (matches(c, &at) && (c->every_hour || !came_before(t, &at)))
			return t;
		/* an hour without a match at once; clocks are put forward and back at the hour */
		t += hour_matches(c, &at) ? 60 : 60 * (60 - at.tm_min);
	}
	return -1;
}

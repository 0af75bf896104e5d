/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <time.h>

#include "work/cron.h"

/* "2026-03-29T00:59:00Z" */
static int64_t utc(const char *text)
{
	struct tm tm = {0};
	assert_string_equal(strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm), "");
	return timegm(&tm);
}

/* The times that follow `after`, up to the last one expected, are exactly these. */
static void expect(const char *expression, const char *zone, const char *after, const char *const times[])
{
	struct cron c;
	int64_t t = utc(after);
	assert_int_equal(cron_parse(expression, &c), 0);
	for (; *times != NULL; times++) {
		char text[32];
		t = cron_next(&c, zone, t);
		time_t shown = (time_t)t;
		struct tm tm;
		gmtime_r(&shown, &tm);
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
		assert_string_equal(text, *times);
	}
}
#define EXPECT(expression, zone, after, ...) expect(expression, zone, after, (const char *const[]){__VA_ARGS__, NULL})

static void reads_what_cron_reads(void **state)
{
	(void)state;
	struct cron c;
	static const char *const good[] = {"* * * * *", "0 0 1 1 0", "*/15 8-18/2 1,15 * 1-5", "59 23 31 12 7", "0  3  *  *  *"};
	static const char *const bad[] = {"", "*", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
					  "5-1 * * * *", "*/0 * * * *", "a * * * *", "1, * * * *", "1-  * * * *", "5/2 * * * *", "-1 * * * *", "* * * * *x"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(cron_parse(good[i], &c), 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(cron_parse(bad[i], &c), -1);
}

static void comes_true_behind_the_moment_not_at_it(void **state)
{
	(void)state;
	EXPECT("* * * * *", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z");
	EXPECT("* * * * *", "UTC", "2026-01-01T00:00:59Z", "2026-01-01T00:01:00Z");
	EXPECT("15 3 * * *", "UTC", "2026-01-01T03:15:00Z", "2026-01-02T03:15:00Z", "2026-01-03T03:15:00Z");
	EXPECT("*/20 22 * * *", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T22:00:00Z", "2026-01-01T22:20:00Z", "2026-01-01T22:40:00Z",
	       "2026-01-02T22:00:00Z");
}

static void knows_months_and_both_days(void **state)
{
	(void)state;
	EXPECT("0 0 31 * *", "UTC", "2026-02-01T00:00:00Z", "2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z");
	EXPECT("0 12 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T12:00:00Z");
	EXPECT("0 12 * * 7", "UTC", "2026-11-21T00:00:00Z", "2026-11-22T12:00:00Z");
	/* either day is enough */
	EXPECT("0 12 25 * 1", "UTC", "2026-11-21T00:00:00Z", "2026-11-23T12:00:00Z", "2026-11-25T12:00:00Z", "2026-11-30T12:00:00Z");
	struct cron never;
	assert_int_equal(cron_parse("0 0 31 2 *", &never), 0);
	assert_int_equal(cron_next(&never, "UTC", utc("2026-01-01T00:00:00Z")), -1);
}

/* On 29 March 2026 the clocks of Luxembourg go from 02:00 to 03:00 at 01:00 UTC. */
static void the_hour_that_is_missing_comes_true_right_behind(void **state)
{
	(void)state;
	EXPECT("30 2 * * *", "Europe/Luxembourg", "2026-03-27T12:00:00Z", "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
	EXPECT("30 2,3 * * *", "Europe/Luxembourg", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
	EXPECT("0 3 * * *", "Europe/Luxembourg", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T01:00:00Z");
	/* 8 March 2026, 02:00 to 03:00 at 07:00 UTC */
	EXPECT("15 2 * * *", "America/Toronto", "2026-03-07T12:00:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:15:00Z");
}

/* On 25 October 2026 they go from 03:00 back to 02:00 at 01:00 UTC. */
static void the_hour_that_comes_twice_comes_true_once(void **state)
{
	(void)state;
	EXPECT("30 2 * * *", "Europe/Luxembourg", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
	EXPECT("0 3 * * *", "Europe/Luxembourg", "2026-10-24T12:00:00Z", "2026-10-25T02:00:00Z", "2026-10-26T02:00:00Z");
	/* 1 November 2026, 02:00 back to 01:00 at 06:00 UTC */
	EXPECT("30 1 * * *", "America/Toronto", "2026-10-31T12:00:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z");
}

static void every_hour_counts_real_hours(void **state)
{
	(void)state;
	EXPECT("0 * * * *", "Europe/Luxembourg", "2026-10-24T23:30:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z");
	EXPECT("*/30 * * * *", "Europe/Luxembourg", "2026-03-29T00:15:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z");
}

static void a_zone_without_changes_has_none(void **state)
{
	(void)state;
	EXPECT("30 2 * * *", "Africa/Johannesburg", "2026-03-28T12:00:00Z", "2026-03-29T00:30:00Z", "2026-03-30T00:30:00Z");
	EXPECT("30 2 * * *", "Africa/Johannesburg", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T00:30:00Z");
	EXPECT("0 0 * * 1", "Africa/Johannesburg", "2026-11-21T00:00:00Z", "2026-11-22T22:00:00Z");
}

/* A year of a daily schedule: once a day, whatever the clocks do. */
static void once_a_day_all_year(void **state)
{
	(void)state;
	static const char *const zones[] = {"Europe/Luxembourg", "Africa/Johannesburg", "America/Toronto", "Australia/Lord_Howe", "UTC"};
	struct cron c;
	for (size_t z = 0; z < sizeof zones / sizeof *zones; z++)
		for (int hour = 0; hour < 24; hour++) {
			char expression[32];
			snprintf(expression, sizeof expression, "15 %d * * *", hour);
			assert_int_equal(cron_parse(expression, &c), 0);
			int64_t t = utc("2026-01-01T00:00:00Z");
			const int64_t end = t + 365 * 86400;
			int times = 0;
			while ((t = cron_next(&c, zones[z], t)) < end)
				times++;
			assert_in_range(times, 365, 365);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_what_cron_reads),
	    cmocka_unit_test(comes_true_behind_the_moment_not_at_it),
	    cmocka_unit_test(knows_months_and_both_days),
	    cmocka_unit_test(the_hour_that_is_missing_comes_true_right_behind),
	    cmocka_unit_test(the_hour_that_comes_twice_comes_true_once),
	    cmocka_unit_test(every_hour_counts_real_hours),
	    cmocka_unit_test(a_zone_without_changes_has_none),
	    cmocka_unit_test(once_a_day_all_year),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

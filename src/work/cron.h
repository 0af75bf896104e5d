/* SPDX-License-Identifier: Apache-2.0 */
/* When a schedule comes true: the five fields of cron (minute, hour, day of month, month, day of week), each *, a number, a
 * range, a step or a list of them. As usual, either day is enough when both are restricted; 0 and 7 are Sunday.
 *
 * Across a change of clocks: with hours given, what falls into the hour that does not exist comes true right behind it,
 * and what falls into the hour that comes twice does so the first time. With every hour (*), real hours count. */
#ifndef STAGEFY_WORK_CRON_H
#define STAGEFY_WORK_CRON_H

#include <stdbool.h>
#include <stdint.h>

struct cron {
	uint64_t minutes;
	uint32_t hours, days, months, weekdays; /* a bit for each number */
	bool every_hour, every_day, every_weekday;
};

/* 0, or -1: not an expression. */
int cron_parse(const char *text, struct cron *out);

/* The first moment behind `after` (seconds since 1970) in that time zone; -1: none within five years. Uses the process's TZ:
 * for one thread alone. */
int64_t cron_next(const struct cron *c, const char *zone, int64_t after);

#endif

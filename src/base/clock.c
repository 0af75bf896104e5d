/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t stopped_at;

static int64_t read_clock(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_wall_us(void)
{
	return stopped_at != 0 ? stopped_at : read_clock(CLOCK_REALTIME);
}

int64_t clock_mono_us(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void clock_stop_at(int64_t us)
{
	stopped_at = us;
}

void clock_rfc3339(int64_t us, char out[CLOCK_RFC3339_SIZE])
{
	time_t seconds = (time_t)(us / 1000000);
	struct tm t;
	gmtime_r(&seconds, &t);
	size_t n = strftime(out, CLOCK_RFC3339_SIZE, "%Y-%m-%dT%H:%M:%S", &t);
	snprintf(out + n, CLOCK_RFC3339_SIZE - n, ".%03dZ", (int)(us % 1000000 / 1000));
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

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

static char *digits(char *out, int value, int count, char behind)
{
	for (int i = count - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
	out[count] = behind;
	return out + count + 1;
}

void clock_rfc3339(int64_t us, char out[CLOCK_RFC3339_SIZE])
{
	time_t seconds = (time_t)(us / 1000000);
	struct tm t;
	gmtime_r(&seconds, &t);
	out = digits(out, t.tm_year + 1900, 4, '-');
	out = digits(out, t.tm_mon + 1, 2, '-');
	out = digits(out, t.tm_mday, 2, 'T');
	out = digits(out, t.tm_hour, 2, ':');
	out = digits(out, t.tm_min, 2, ':');
	out = digits(out, t.tm_sec, 2, '.');
	*digits(out, (int)(us % 1000000 / 1000), 3, 'Z') = '\0';
}

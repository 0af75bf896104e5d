/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/slots.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/problem.h"

unsigned slots_cores(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) < 0 || CPU_COUNT(&set) < 1)
		return 1;
	return (unsigned)CPU_COUNT(&set);
}

/* 1: taken; 0: somebody has it; -1: cannot be opened. */
static int try_slot(const char *dir, const char *name, unsigned i, int *out, struct problem *p)
{
	char path[4096];
	if (snprintf(path, sizeof path, "%s/%s.%u", dir, name, i) >= (int)sizeof path)
		return problem_set(p, PROBLEM_INTERNAL, "the path of '%s' is too long", name);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return problem_set(p, PROBLEM_INTERNAL, "cannot open '%s': %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		close(fd);
		return 0;
	}
	*out = fd;
	return 1;
}

int slots_take(const char *dir, const char *name, unsigned count, int wait_ms, int *out, struct problem *p)
{
	const struct timespec pause = {.tv_nsec = 10000000};
	int64_t until = clock_mono_us() + (int64_t)wait_ms * 1000;
	unsigned first = (unsigned)getpid(); /* workers do not all knock at the same door */
	do {
		for (unsigned i = 0; i < count; i++) {
			int rc = try_slot(dir, name, (first + i) % count, out, p);
			if (rc != 0)
				return rc < 0 ? -1 : 0;
		}
		nanosleep(&pause, NULL);
	} while (clock_mono_us() < until);
	return problem_set(p, PROBLEM_OVERLOADED, NULL);
}

void slots_release(int slot)
{
	close(slot);
}

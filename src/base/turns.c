/* SPDX-License-Identifier: Apache-2.0 */
#include "base/turns.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/problem.h"
#include "base/shared.h"

enum { NOBODY = 0, NONE = -1 };

struct turns {
	_Atomic uint32_t given; /* counts what was given away: the futex that the others wait on */
	_Atomic int32_t holder[TURNS_MOST];
};

static struct turns *turns;
static unsigned turn_count;
static int mine = NONE;

int turns_open(const char *runtime_dir, int fd, unsigned count, struct problem *p)
{
	void *memory;
	char name[48];
	struct stat socket;
	if (fstat(fd, &socket) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "descriptor %d: %s", fd, strerror(errno));
	snprintf(name, sizeof name, "turns.%llu", (unsigned long long)socket.st_ino);
	if (shared_map(runtime_dir, name, sizeof *turns, &memory, p) < 0)
		return -1;
	turns = memory;
	turn_count = count < TURNS_MOST ? count : TURNS_MOST;
	mine = NONE;
	return 0;
}

static bool is_dead(int32_t pid)
{
	return kill(pid, 0) < 0 && errno == ESRCH;
}

/* One that nobody holds, or somebody who has died. */
static bool try_each(void)
{
	int32_t me = getpid();
	for (unsigned i = 0; i < turn_count; i++) {
		int32_t holder = atomic_load(&turns->holder[i]);
		if (holder != NOBODY && holder != me && !is_dead(holder))
			continue;
		if (!atomic_compare_exchange_strong(&turns->holder[i], &holder, me))
			continue;
		mine = (int)i;
		return true;
	}
	return false;
}

bool turns_take(void)
{
	static const struct timespec second = {.tv_sec = 1};
	if (turns == NULL || mine != NONE)
		return true;
	for (;;) {
		uint32_t seen = atomic_load(&turns->given);
		if (try_each())
			return true;
		if (syscall(SYS_futex, &turns->given, FUTEX_WAIT, seen, &second, NULL, 0) < 0 && errno == EINTR)
			return false;
	}
}

void turns_give(void)
{
	if (turns == NULL || mine == NONE)
		return;
	atomic_store(&turns->holder[mine], NOBODY);
	mine = NONE;
	atomic_fetch_add(&turns->given, 1);
	syscall(SYS_futex, &turns->given, FUTEX_WAKE, 1, NULL, NULL, 0);
}

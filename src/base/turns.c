/* SPDX-License-Identifier: Apache-2.0 */
#include "base/turns.h"

#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
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

enum { NOBODY = 0, NONE = -1, CACHE_LINE = 64, PATIENCE_MS = 250 };

struct turn {
	_Alignas(CACHE_LINE) _Atomic int32_t holder; /* a process id */
	_Atomic uint32_t used; /* counts the requests it was used for: one that stands still helps nobody */
};

struct turns {
	_Atomic uint32_t given; /* counts what was given away: the futex that the others wait on */
	struct turn turn[TURNS_MOST];
};

static struct turns *turns;
static unsigned turn_count;
static int door = NONE, mine = NONE;
static int32_t me; /* our process id: asked for once, a system call each time would be felt */

int turns_open(const char *runtime_dir, int fd, unsigned count, struct problem *p)
{
	void *memory;
	char name[48];
	struct stat socket;
	if (fstat(fd, &socket) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "descriptor %d: %s", fd, strerror(errno));
	snprintf(name, sizeof name, "turns-2.%llu", (unsigned long long)socket.st_ino);
	if (shared_map(runtime_dir, name, sizeof *turns, &memory, p) < 0)
		return -1;
	turns = memory;
	turn_count = count < TURNS_MOST ? count : TURNS_MOST;
	door = fd;
	me = getpid();
	mine = NONE;
	return 0;
}

static bool is_dead(int32_t pid)
{
	return kill(pid, 0) < 0 && errno == ESRCH;
}

/* Somebody else may have taken it meanwhile. */
static bool still_mine(void)
{
	if (mine != NONE && atomic_load(&turns->turn[mine].holder) != me)
		mine = NONE;
	return mine != NONE;
}

static bool take_from(unsigned i, int32_t holder)
{
	if (!atomic_compare_exchange_strong(&turns->turn[i].holder, &holder, me))
		return false;
	mine = (int)i;
	return true;
}

/* One that nobody holds, or somebody who has died. */
static bool try_each(void)
{
	for (unsigned i = 0; i < turn_count; i++) {
		int32_t holder = atomic_load(&turns->turn[i].holder);
		if ((holder == NOBODY || holder == me || is_dead(holder)) && take_from(i, holder))
			return true;
	}
	return false;
}

static bool somebody_knocks(void)
{
	struct pollfd f = {.fd = door, .events = POLLIN};
	return poll(&f, 1, 0) > 0 && f.revents & POLLIN;
}

/* One whose holder has taken nothing since `used` was noted. */
static bool try_unused(const uint32_t used[])
{
	for (unsigned i = 0; i < turn_count; i++)
		if (atomic_load(&turns->turn[i].used) == used[i] && take_from(i, atomic_load(&turns->turn[i].holder)))
			return true;
	return false;
}

bool turns_held(void)
{
	return turns == NULL || still_mine();
}

static int wait_for_one(uint32_t given)
{
	static const struct timespec patience = {.tv_nsec = PATIENCE_MS * 1000000L};
	return syscall(SYS_futex, &turns->given, FUTEX_WAIT, given, &patience, NULL, 0) < 0 ? errno : 0;
}

static bool wait_and_take(void)
{
	uint32_t used[TURNS_MOST];
	for (;;) {
		uint32_t given = atomic_load(&turns->given);
		if (try_each())
			return true;
		for (unsigned i = 0; i < turn_count; i++)
			used[i] = atomic_load(&turns->turn[i].used);
		int error = wait_for_one(given);
		if (error == EINTR)
			return false;
		if (error == ETIMEDOUT && somebody_knocks() && try_unused(used))
			return true;
	}
}

bool turns_take(void)
{
	if (turns == NULL)
		return true;
	if (!still_mine() && !wait_and_take())
		return false;
	atomic_fetch_add_explicit(&turns->turn[mine].used, 1, memory_order_relaxed);
	return true;
}

void turns_give(void)
{
	int32_t holder = me;
	if (turns == NULL || mine == NONE)
		return;
	bool given = atomic_compare_exchange_strong(&turns->turn[mine].holder, &holder, NOBODY);
	mine = NONE;
	if (!given)
		return;
	atomic_fetch_add(&turns->given, 1);
	syscall(SYS_futex, &turns->given, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/want.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

static int64_t modified_at(const struct stat *s)
{
	return (int64_t)s->st_mtim.tv_sec * 1000000 + s->st_mtim.tv_nsec / 1000;
}

int64_t want_asked_at(const char *path)
{
	struct stat s;
	return stat(path, &s) < 0 ? 0 : modified_at(&s);
}

static enum want cannot(const char *path)
{
	static bool told; /* once a process: every forged token would tell it again */
	if (!told)
		log_event(LOG_WARN, "want_refused", "cannot write '%s': %s", path, strerror(errno));
	told = true;
	return WANT_SPENT;
}

static enum want ask_now(const char *path, int fd, int64_t now)
{
	struct timespec t = {.tv_sec = now / 1000000, .tv_nsec = now % 1000000 * 1000};
	struct timespec both[2] = {t, t};
	return futimens(fd, both) < 0 ? cannot(path) : WANT_ASKED;
}

/* With the lock held, looking and asking are one step. A time in the future is a clock that was set back. */
static enum want ask_locked(const char *path, int fd, bool made)
{
	struct stat s;
	int64_t now = clock_wall_us();
	if (fstat(fd, &s) < 0)
		return cannot(path);
	int64_t age = now - modified_at(&s);
	if (made || age < 0 || age >= (int64_t)WANT_EVERY_S * 1000000)
		return ask_now(path, fd, now);
	return age < WANT_FRESH_MS * 1000 ? WANT_FRESH : WANT_SPENT;
}

static int open_or_make(const char *path, bool *made)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	*made = fd >= 0;
	if (fd < 0 && errno == EEXIST)
		return open(path, O_RDWR | O_CLOEXEC);
	return fd;
}

enum want want_ask(const char *path)
{
	bool made;
	int fd = open_or_make(path, &made);
	if (fd < 0 || flock(fd, LOCK_EX) < 0) {
		enum want w = cannot(path);
		if (fd >= 0)
			close(fd);
		return w;
	}
	enum want w = ask_locked(path, fd, made);
	close(fd);
	return w;
}

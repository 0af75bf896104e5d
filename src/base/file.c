/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/problem.h"

static int read_all(int fd, char *to, size_t n)
{
	while (n > 0) {
		ssize_t got = read(fd, to, n);
		if (got <= 0)
			return -1;
		to += got;
		n -= (size_t)got;
	}
	return 0;
}

int file_read(struct arena *a, const char *path, size_t most, char **text, size_t *size, struct problem *p)
{
	struct stat s;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return problem_set(p, PROBLEM_INTERNAL, "cannot read '%s': %s", path, strerror(errno));
	if (fstat(fd, &s) < 0 || !S_ISREG(s.st_mode) || (size_t)s.st_size > most) {
		close(fd);
		return problem_set(p, PROBLEM_INTERNAL, "'%s' is not a file of at most %zu bytes", path, most);
	}
	size_t n = (size_t)s.st_size;
	char *content = arena_alloc(a, n + 1);
	int rc = read_all(fd, content, n);
	close(fd);
	if (rc < 0)
		return problem_set(p, PROBLEM_INTERNAL, "cannot read '%s' to its end", path);
	content[n] = '\0';
	*text = content;
	*size = n;
	return 0;
}

int file_write(int fd, const void *bytes, size_t n)
{
	for (const char *from = bytes; n > 0;) {
		ssize_t done = write(fd, from, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return -1;
		from += done;
		n -= (size_t)done;
	}
	return 0;
}

/* The name is in the folder, and a rename is on the disk when the folder is. */
static int sync_folder(const char *path)
{
	char folder[4096];
	const char *slash = strrchr(path, '/');
	if (slash == NULL)
		strcpy(folder, ".");
	else
		snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	int rc = fsync(fd), error = errno;
	close(fd);
	errno = error;
	return rc;
}

int file_replace(const char *path, const void *content, size_t size, unsigned mode, struct problem *p)
{
	char beside[4096];
	if (snprintf(beside, sizeof beside, "%s.%ld.new", path, (long)getpid()) >= (int)sizeof beside)
		return problem_set(p, PROBLEM_INTERNAL, "the path '%.100s…' is too long", path);
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
	if (fd < 0)
		return problem_set(p, PROBLEM_INTERNAL, "cannot write '%s': %s", beside, strerror(errno));
	int rc = file_write(fd, content, size) < 0 ? -1 : fsync(fd);
	if (close(fd) < 0 || rc < 0 || rename(beside, path) < 0) {
		int error = errno;
		unlink(beside);
		return problem_set(p, PROBLEM_INTERNAL, "cannot write '%s': %s", path, strerror(error));
	}
	if (sync_folder(path) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "cannot write the folder of '%s' to the disk: %s", path, strerror(errno));
	return 0;
}

uint64_t file_stamp(const char *path)
{
	struct stat s;
	if (stat(path, &s) < 0)
		return 0;
	uint64_t t = (uint64_t)s.st_mtim.tv_sec * 1000000000u + (uint64_t)s.st_mtim.tv_nsec;
	uint64_t stamp = t ^ ((uint64_t)s.st_size << 40) ^ ((uint64_t)s.st_ino << 20);
	return stamp == 0 ? 1 : stamp;
}

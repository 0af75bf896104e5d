/* SPDX-License-Identifier: Apache-2.0 */
#include "base/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/problem.h"

int shared_map(const char *dir, const char *name, size_t size, void **out, struct problem *p)
{
	char path[4096];
	if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
		return problem_set(p, PROBLEM_INTERNAL, "the path of '%s' is too long", name);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return problem_set(p, PROBLEM_INTERNAL, "cannot open '%s': %s", path, strerror(errno));
	void *m = MAP_FAILED;
	struct stat s;
	/* never made smaller: a process of another version may have more of it mapped */
	if (fstat(fd, &s) == 0 && (s.st_size >= (off_t)size || ftruncate(fd, (off_t)size) == 0))
		m = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	int error = errno;
	close(fd);
	if (m == MAP_FAILED)
		return problem_set(p, PROBLEM_INTERNAL, "cannot map '%s': %s", path, strerror(error));
	*out = m;
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "media/child.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"
#include "media/variants.h"

enum { LOG = 2, OUT = 1, ANSWER_MOST = 16 << 10 };

const char *child_path(char *path, const char *name)
{
	const char *folder = getenv("STAGEFY_LIBEXECDIR");
	if (path[0] == '\0' && snprintf(path, CHILD_PATH_SIZE, "%s/%s", folder == NULL ? STAGEFY_LIBEXECDIR : folder,
					name) >= CHILD_PATH_SIZE)
		abort();
	return path;
}

static const char *name_of(const struct child *c)
{
	const char *slash = strrchr(c->program, '/');
	return slash == NULL ? c->program : slash + 1;
}

static int add(struct child *c, int fd, struct problem *p)
{
	if (c->count == LAUNCHER_FDS_MOST) {
		close(fd);
		fd = -1;
	}
	if (fd < 0)
		return problem_set(p, PROBLEM_INTERNAL, "no memory for a file");
	c->fds[c->count++] = fd;
	return 0;
}

int child_open(struct child *c, const char *program, size_t count, struct problem *p)
{
	*c = (struct child){.program = program};
	for (size_t i = 0; i < count; i++)
		if (add(c, i == LOG ? dup(STDERR_FILENO) : memfd_create("picture", MFD_CLOEXEC), p) < 0)
			return -1;
	return 0;
}

int child_give(struct child *c, size_t fd, const void *bytes, size_t n, struct problem *p)
{
	const char *from = bytes;
	for (size_t done = 0; done < n;) {
		ssize_t k = pwrite(c->fds[fd], from + done, n - done, (off_t)done);
		if (k <= 0)
			return problem_set(p, PROBLEM_INTERNAL, "no memory for a file");
		done += (size_t)k;
	}
	return 0;
}

int child_input(struct child *c, const void *bytes, size_t n, struct problem *p)
{
	if (add(c, memfd_create("picture", MFD_CLOEXEC), p) < 0)
		return -1;
	return child_give(c, c->count - 1, bytes, n, p);
}

/* What the program died of, when it was its input. */
static const char *rejection_of(const struct child *c, const struct launched *end, const char **detail)
{
	int signal = WIFSIGNALED(end->status) ? WTERMSIG(end->status) : 0;
	/* SIGKILL is the machine's: out of memory, or out of patience on a busy one */
	if (signal == 0 || signal == SIGKILL || signal == SIGTERM)
		return NULL;
	*detail = signal == SIGXCPU ? "takes too much time" : "cannot be opened";
	if (signal == SIGXCPU)
		return variants_rejection(REJECTION_TOO_MUCH_TIME);
	log_event(LOG_WARN, "picture_refused", "%s ended by signal %d over %s", name_of(c), signal, c->over == NULL ? "its input" : c->over);
	return variants_rejection(REJECTION_BROKEN);
}

int child_run(struct child *c, int wall_s, int (*watch)(void *arg), void *arg, const char **rejected,
	      const char **detail, struct problem *p)
{
	struct launched end;
	if (launcher_run(c->program, c->fds, c->count, wall_s, watch, arg, &end, p) < 0)
		return -1;
	*rejected = rejection_of(c, &end, detail);
	if (*rejected != NULL || (WIFEXITED(end.status) && WEXITSTATUS(end.status) == 0))
		return 0;
	if (end.timed_out)
		return problem_set(p, PROBLEM_TIMEOUT, "%s took longer than %d s", name_of(c), wall_s);
	if (WIFEXITED(end.status) && WEXITSTATUS(end.status) == 127)
		return problem_set(p, PROBLEM_INTERNAL, "%s cannot be started", c->program);
	return problem_set(p, PROBLEM_INTERNAL, "%s failed", name_of(c));
}

int child_answer(struct arena *a, const struct child *c, const struct jvalue **out, struct problem *p)
{
	struct json_fault fault;
	const void *text = NULL;
	size_t n = 0;
	if (child_read(a, c, OUT, ANSWER_MOST, &text, &n, p) < 0)
		return -1;
	if (jvalue_parse(a, text, n, out, &fault) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "%s's answer %s", name_of(c), jvalue_fault_text(fault.kind));
	return 0;
}

int child_read(struct arena *a, const struct child *c, size_t fd, size_t most, const void **out, size_t *n,
	       struct problem *p)
{
	struct stat st;
	if (fstat(c->fds[fd], &st) < 0 || st.st_size <= 0 || (size_t)st.st_size > most)
		return problem_set(p, PROBLEM_INTERNAL, "%s wrote nothing, or too much", name_of(c));
	char *bytes = arena_alloc(a, (size_t)st.st_size);
	if (pread(c->fds[fd], bytes, (size_t)st.st_size, 0) != st.st_size)
		return problem_set(p, PROBLEM_INTERNAL, "what %s wrote cannot be read", name_of(c));
	*out = bytes;
	*n = (size_t)st.st_size;
	return 0;
}

void child_close(struct child *c)
{
	for (size_t i = 0; i < c->count; i++)
		close(c->fds[i]);
	c->count = 0;
}

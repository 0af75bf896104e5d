/* SPDX-License-Identifier: Apache-2.0 */
/* One run of a program that opens pictures (image/): its files in memory, its end, its answer. */
#ifndef STAGEFY_MEDIA_CHILD_H
#define STAGEFY_MEDIA_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "work/launcher.h"

struct arena;
struct jvalue;
struct problem;

enum { CHILD_PATH_SIZE = 4096 };

/* In $STAGEFY_LIBEXECDIR if that is set, else where it was installed. `path` has room for CHILD_PATH_SIZE, and is kept.
 */
const char *child_path(char *path, const char *name);

struct child {
	const char *program, *over; /* `over`: what it works on, for the log; may be NULL */
	int fds[LAUNCHER_FDS_MOST]; /* 2 is our own log */
	size_t count;
};

/* With `count` empty files, from descriptor 0 on. child_close() is due in any case. */
int child_open(struct child *c, const char *program, size_t count, struct problem *p);

/* What the program finds on its descriptor `fd`. */
int child_give(struct child *c, size_t fd, const void *bytes, size_t n, struct problem *p);

/* The same on a further descriptor. */
int child_input(struct child *c, const void *bytes, size_t n, struct problem *p);

/* Waits for its end; `watch` is asked a few times a second and ends it with -1 (NULL: nobody is). 0, with *rejected
 * when it fell over its input; -1: it was not done, by nobody's fault but the machine's. */
int child_run(struct child *c, int wall_s, int (*watch)(void *arg), void *arg, const char **rejected,
	      const char **detail, struct problem *p);

/* The object that it wrote to 1. */
int child_answer(struct arena *a, const struct child *c, const struct jvalue **out, struct problem *p);

/* A file of it as a whole, in the arena. */
int child_read(struct arena *a, const struct child *c, size_t fd, size_t most, const void **out, size_t *n,
	       struct problem *p);

void child_close(struct child *c);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Other programs, for a process that may not start any (base/confine): a child of its own, made before, does it on request.
 * It starts what is on its list, with descriptors that it is sent, without an environment and no longer than it is told. */
#ifndef STAGEFY_WORK_LAUNCHER_H
#define STAGEFY_WORK_LAUNCHER_H

#include <stdbool.h>
#include <stddef.h>

struct problem;

/* The pictures of a film are the most there are. */
enum { LAUNCHER_FDS_MOST = 48 };

/* Once, before confine() and the first thread. `paths` ends with NULL and is kept. */
int launcher_start(const char *const *paths, struct problem *p);

struct launched {
	int status; /* as waitpid() has it */
	bool timed_out;
};

/* Runs the program of that path, whose descriptors are then `fds` from 0 on and no others, and waits for its end. Nothing else can
 * be run meanwhile. `watch` is asked twice a second; with -1 it has the program ended (SIGKILL); NULL: nobody is. -1: it was not run,
 * or what became of it is not known. When the child itself is gone this process is told to end (SIGTERM), since it can do no more of
 * this. */
int launcher_run(const char *path, const int *fds, size_t count, int timeout_s, int (*watch)(void *arg), void *arg,
		 struct launched *out, struct problem *p);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Several pieces of work under way in one process: while one waits for an answer, the next is begun. Who waits stands in one
 * line, and goes on when it comes to the front. */
#ifndef STAGEFY_BASE_LANES_H
#define STAGEFY_BASE_LANES_H

#include <stdbool.h>

enum { LANES_MOST = 8 };

struct lanes_work {
	/* Takes a piece of work for this lane. With `wait` it waits until there is one, and false means that there will be
	 * no more; else it says whether there was one already. */
	bool (*take)(void *arg, unsigned lane, bool wait);
	/* Does it, to its end. */
	void (*run)(void *arg, unsigned lane);
	/* Within run(): lets those whose answers are under way go on first. NULL: they may wait. */
	void (*clear)(void *arg);
	void *arg;
};

/* Works on up to `count` pieces at a time until there will be no more, and what was begun has ended. Not from within run(). */
void lanes_run(unsigned count, const struct lanes_work *work);

/* From within run(): stands in line until all who stood there before have gone on and ended, or have come here again. With
 * `more`, further work may be begun meanwhile; what then waits too stands behind this one. */
void lanes_wait(bool more);

/* Before something that takes long and is no wait in line: a pause, a slow hash, a call to another system. Those whose answers
 * are under way do not wait for it. Outside of lanes_run() it does nothing. */
void lanes_clear(void);

#endif

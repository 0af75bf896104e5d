/* SPDX-License-Identifier: Apache-2.0 */
#include "base/lanes.h"

#include <stddef.h>
#include <string.h>

#include "base/fiber.h"

struct lane {
	struct fiber *fiber;
	unsigned number;
	bool busy;
	bool more; /* while it waits: others may be begun */
};

static struct {
	const struct lanes_work *work;
	struct lane lanes[LANES_MOST], *line[LANES_MOST];
	unsigned count, waiting;
	struct lane *running;
} all;

static void run(void *arg)
{
	const struct lane *l = arg;
	all.work->run(all.work->arg, l->number);
}

void lanes_wait(bool more)
{
	struct lane *l = all.running;
	l->more = more;
	all.line[all.waiting++] = l;
	fiber_pause();
}

void lanes_clear(void)
{
	if (all.running != NULL && all.work->clear != NULL)
		all.work->clear(all.work->arg);
}

static bool may_begin(void)
{
	for (unsigned i = 0; i < all.waiting; i++)
		if (!all.line[i]->more)
			return false;
	return true;
}

static struct lane *begin(void)
{
	for (unsigned i = 0; i < all.count && may_begin(); i++) {
		struct lane *l = &all.lanes[i];
		if (!l->busy)
			return all.work->take(all.work->arg, i, all.waiting == 0) ? l : NULL;
	}
	return NULL;
}

static struct lane *first_in_line(void)
{
	if (all.waiting == 0)
		return NULL;
	struct lane *first = all.line[0];
	memmove(&all.line[0], &all.line[1], --all.waiting * sizeof all.line[0]);
	return first;
}

void lanes_run(unsigned count, const struct lanes_work *work)
{
	all.work = work;
	all.count = count < LANES_MOST ? count : LANES_MOST;
	for (unsigned i = 0; i < all.count; i++)
		all.lanes[i] = (struct lane){.number = i, .fiber = fiber_new(run, &all.lanes[i])};
	struct lane *l;
	while ((l = begin()) != NULL || (l = first_in_line()) != NULL) {
		all.running = l;
		l->busy = fiber_resume(l->fiber);
		all.running = NULL;
	}
	for (unsigned i = 0; i < all.count; i++)
		fiber_free(all.lanes[i].fiber);
}

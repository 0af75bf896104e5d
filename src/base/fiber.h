/* SPDX-License-Identifier: Apache-2.0 */
/* A function that stands still halfway while others go on: each has a stack of its own, one runs at a time, all in the thread
 * that resumes them. */
#ifndef STAGEFY_BASE_FIBER_H
#define STAGEFY_BASE_FIBER_H

#include <stdbool.h>

struct fiber;

/* `run` is called by the first fiber_resume(). Its stack has FIBER_STACK bytes, of which those are memory that were touched; past
 * its end the process dies. */
enum { FIBER_STACK = 1 << 20 };
struct fiber *fiber_new(void (*run)(void *arg), void *arg);

/* Goes on until `run` pauses (true) or returns (false); resumed after that, it is called anew. Not from within a fiber. */
bool fiber_resume(struct fiber *f);

/* Back to whoever resumed the fiber that this is called in. */
void fiber_pause(void);

/* One that is not paused halfway: what it holds there would be lost. */
void fiber_free(struct fiber *f);

#endif

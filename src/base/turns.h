/* SPDX-License-Identifier: Apache-2.0 */
/* How many workers of a pool are at it at once. A pool has more processes than cores, since some of them wait: for a
 * disk, a network, a hash. While nobody waits, more than a few at once only push each other out of the cores' caches
 * (measured: six workers on two cores answer a fifth less than two or three). So who takes requests holds a turn and keeps it
 * from one to the next; who is about to wait gives it away, and another worker goes on. */
#ifndef STAGEFY_BASE_TURNS_H
#define STAGEFY_BASE_TURNS_H

#include <stdbool.h>

struct problem;

enum { TURNS_MOST = 512 };

/* Joins the pool that shares `runtime_dir` and the listening socket `fd`, in which `count` may be at it. Before this, and
 * in programs that never call it, taking and giving do nothing. A holder that has died, or that takes nothing while
 * clients wait at the socket (stopped, stuck), loses its turn to one who waits, within half a second. */
int turns_open(const char *runtime_dir, int fd, unsigned count, struct problem *p);

/* Before each request. Waits for a turn; at once if it is held already. False: a signal came first. */
bool turns_take(void);

/* Whether one is held, so that a request may be taken without waiting for it. */
bool turns_held(void);

/* Before a wait of more than a millisecond, or work that is not a request's own. Without a turn it does nothing. */
void turns_give(void);

#endif

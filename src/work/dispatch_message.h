/* SPDX-License-Identifier: Apache-2.0 */
/* What workers and the dispatcher of their machine say to each other. Texts one behind the other, each with its size; both sides are
 * the same program, but one may be killed at any moment, and nothing is believed that does not end where it says. */
#ifndef STAGEFY_WORK_DISPATCH_MESSAGE_H
#define STAGEFY_WORK_DISPATCH_MESSAGE_H

#include <stddef.h>

#include "work/claim.h"

/* A socket takes no longer ones. */
enum { DISPATCH_MESSAGE_MOST = 128 * 1024 };

struct dispatch_ask {
	const char *group; /* who asks a dispatcher of another group is let go */
	const char *worker;
	int most;	  /* jobs wanted, from 1 */
	const char *ends; /* how the last ones ended: objects with commas between them, or "" */
};

void dispatch_write_ask(struct buf *b, const struct dispatch_ask *ask);
/* It points into the message. -1: it is none. */
int dispatch_read_ask(const char *message, size_t n, struct dispatch_ask *out);

void dispatch_write_answer(struct buf *b, const struct claims *claims);
int dispatch_read_answer(const char *message, size_t n, struct claims *out, struct arena *a);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The jobs that this process holds. Two threads know them: the worker does one after the other, the keeper renews their
 * leases and ends what takes too long. */
#ifndef STAGEFY_WORK_HELD_H
#define STAGEFY_WORK_HELD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/uuid.h"

struct buf;

enum { HELD_MOST = 64 };

struct held_job {
	char id[UUID_TEXT_SIZE], token[UUID_TEXT_SIZE];
	int64_t timeout_us;
	int64_t started_us; /* monotonic; 0: waits in the batch */
	bool ended;	    /* its handler has; the database may not know yet */
	bool lost;	    /* somebody else's now, or handed back */
	bool cancelled;
};

struct held; /* behind a lock of its own */

struct held *held_new(void);

/* ---- the worker's */

/* A new batch, claimed by a statement that was sent at `since` (monotonic). */
void held_begin(struct held *h, const struct held_job *jobs, int count, int64_t since);
/* False: it was handed back in the meantime. */
bool held_start(struct held *h, int i);
void held_end(struct held *h, int i);
/* Whether job `i` shall stop: it is lost, cancelled, or the process is to end. */
bool held_stopped(struct held *h, int i);
void held_note_cancelled(struct held *h, int i);

/* ---- the keeper's */

/* When the leases were last renewed (monotonic); 0: nothing is held. */
int64_t held_since(struct held *h);
/* [{"job", "token"}] of what is held. False: nothing is. What is told of it below means nothing once another batch has begun. */
bool held_write(struct held *h, struct buf *out);
void held_renewed(struct held *h, int64_t since);
/* What the database said of a job; who is not heard of at all is lost. */
void held_heard(struct held *h, const char *id, bool cancelled);
void held_lose_unheard(struct held *h);
void held_lose_all(struct held *h);
/* A job that has been at work for too long, by its name for a log; false: none. */
bool held_overdue(struct held *h, int64_t now, struct held_job *out);
/* Takes what has not been started out of the batch: `[{"job", "token", "outcome": "back"}]`. False: there was none. */
bool held_take_waiting(struct held *h, struct buf *out);

/* The process is to end. */
void held_stop(struct held *h);
bool held_stopping(struct held *h);

#endif

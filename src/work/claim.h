/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs that were claimed: by a worker for itself, or for several by the dispatcher of their machine. */
#ifndef STAGEFY_WORK_CLAIM_H
#define STAGEFY_WORK_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct kinds;
struct rows;
struct tx;

struct claimed {
	const char *id, *agency_id; /* NULL: the platform's */
	const char *kind, *payload; /* JSON */
	const char *token;	    /* presented with whatever the job does */
	const char *correlation_id; /* or NULL */
	const char *worker;	    /* for whom */
	size_t payload_size;
	int attempt, max_attempts;
};

struct claims {
	int count;
	struct claimed *jobs;
};

/* Notes a claim of a job for each of `workers`, an array of Postgres' in which a name stands as often as it is to have jobs.
 * `looks`: see work.claim. Answers the index of its rows. */
int claim_add(struct tx *tx, const char *workers, const struct kinds *kinds, int64_t lease_s, bool looks, struct arena *a);

/* Notes how jobs ended, a JSON array: see work.settle. */
void claim_add_settle(struct tx *tx, const char *ends);
/* The same of objects with commas between them; of none nothing. */
void claim_add_ends(struct tx *tx, const struct buf *ends, struct arena *a);

/* Notes that all that `worker` holds goes back: see work.release. */
void claim_add_release(struct tx *tx, const char *worker);

/* What a claim gave. It points into the rows. */
void claim_read(const struct rows *r, struct claims *out, struct arena *a);

/* A job goes back into its line as if it had not been claimed. */
void claim_write_back(struct buf *ends, const struct claimed *job);

#endif

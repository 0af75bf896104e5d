/* SPDX-License-Identifier: Apache-2.0 */
/* How much somebody has asked for lately, in memory that the pool shares: a token bucket for each caller. It holds what a
 * minute allows, fills up evenly, and a request takes its cost out of it.
 *
 * A bucket is one number: when it will be full again (the "generic cell rate algorithm"). A process takes from it in one
 * step or not at all, so whoever is killed leaves nothing locked and nothing half done. */
#ifndef STAGEFY_BASE_BUCKET_H
#define STAGEFY_BASE_BUCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buckets;
struct problem;

enum { BUCKET_WINDOW_S = 60, BUCKET_MOST = 16384 };

/* What is in a bucket after something was taken, or was not there to be taken. */
struct bucket_level {
	unsigned left; /* units */
	int full_s;    /* seconds until it is full, rounded up; 0: it is */
	int wait_s;    /* refused: seconds until there is enough, rounded up, at least 1 */
};

/* The buckets of the pool that shares `runtime_dir`; NULL gives ones for this process alone. */
int bucket_open(const char *runtime_dir, struct buckets **out, struct problem *p);

/* A number for `n` bytes that name somebody, of a kind of caller (the same name of another kind is another bucket). What
 * clients can choose freely must not be named alone: whoever finds two names with one number shares a bucket. */
uint64_t bucket_key(unsigned kind, const char *name, size_t n);

/* Takes `cost` units out of the bucket of `key`, which holds and regains `rate` units (at least 1) a minute. False: there is
 * not enough, and nothing was taken. What costs more than a full bucket takes a full one. *level is set either way.
 *
 * More than BUCKET_MOST callers within seconds push out those who asked for least, who then begin with a full one. */
bool bucket_take(struct buckets *b, uint64_t key, unsigned rate, unsigned cost, struct bucket_level *level);

/* Gives back what was taken from it just now. */
void bucket_give_back(struct buckets *b, uint64_t key, unsigned rate, unsigned cost);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Files that nobody will ask for: uploads that were never committed, and files of media items that are really deleted. */
#ifndef STAGEFY_MEDIA_TIDY_H
#define STAGEFY_MEDIA_TIDY_H

#include <stdint.h>

struct arena;
struct conf;
struct problem;
struct tx;

struct media_tidied {
	int64_t uploads; /* noted by presign, expired, forgotten */
	int64_t orphans; /* of media items that are gone */
	int64_t strays;	 /* files under pending/ that no note leads to any more */
};

/* `begin` gives a transaction as a role that may call media.expired_uploads, or NULL with *p set. Safe to
 * run at any time, by several at once, and again after a failure. */
int media_tidy(struct arena *a, const struct conf *conf, struct tx *(*begin)(void *arg, struct problem *p), void *arg,
	       struct media_tidied *out, struct problem *p);

#endif
